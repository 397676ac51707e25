import { Writable } from 'node:stream';
import t from 'tap';
import { createLogger } from '#src/observe/index.js';

for (const pretty of [true, false]) {
  t.test(`what comes from outside neither steers the terminal nor shows secrets (pretty: ${pretty})`, async (t) => {
    let text = '';
    const written = new Promise<void>((resolve) => {
      const destination = new Writable({
        write(chunk, _encoding, done) {
          text += String(chunk);
          done();
          if (text.includes('the last line')) resolve();
        },
      });
      void createLogger({ level: 'info', pretty, destination }).then((log) => {
        const cause = new Error('the cause \u009b2J');
        const err = Object.assign(new Error('bad \u001b[31m\nforged', { cause }), { token: 'hunter2' });
        log.error({ err, detail: '\u001b]0;title\u0007', nested: { password: 'hunter2' } }, 'request failed');
        log.info('the last line');
      });
    });
    await written;
    t.match(text, /request failed/);
    t.match(text, /the cause/);
    t.notMatch(text, /hunter2/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones.
    t.notMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    if (!pretty) t.equal(text.trimEnd().split('\n').length, 2);
  });
}
