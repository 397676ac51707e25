// The least that a worker can do: answer each line.
let rest = '';
process.stdin.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    const { hello, call } = JSON.parse(line);
    const answer = hello
      ? { hello: { protocol: 1, concurrency: 64, stores: { User: { operations: ['get'] } } } }
      : { call, record: { id: '7', login: 'ada' }, end: true };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
});
