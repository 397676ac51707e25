/** The look of the HTML report: light, dark, and fit for print and small screens. */
export const pageStyle = `
:root{color-scheme:light dark;--bg:#fafaf8;--fg:#1c1d21;--soft:#5d6068;--card:#fff;--line:#dfe0e4;--good:#1a7f4b;--bad:#c0292b;--skip:#a9adb8;--warn:#9a6200;--code:#f1f1ee}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){--bg:#16181c;--fg:#e8e9ec;--soft:#a0a4af;--card:#1f2228;--line:#343842;--good:#4cc38a;--bad:#ff7b72;--skip:#5d6370;--warn:#e3b341;--code:#111316}}
:root[data-theme=dark]{color-scheme:dark;--bg:#16181c;--fg:#e8e9ec;--soft:#a0a4af;--card:#1f2228;--line:#343842;--good:#4cc38a;--bad:#ff7b72;--skip:#5d6370;--warn:#e3b341;--code:#111316}
:root[data-theme=light]{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
header,main{max-width:62rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
h1{font-size:1.5rem;margin:.2rem 0;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:2.2rem 0 .6rem;scroll-margin-top:4.5rem}
.tool{color:var(--soft);margin:0;display:flex;justify-content:space-between;align-items:center}
button,input,select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:.4rem;padding:.3rem .6rem}
.facts{color:var(--soft);font-size:.9rem;margin:.3rem 0}
.facts span+span::before{content:" · "}
.headline{font-size:1.2rem;font-weight:600;margin:.8rem 0 1.4rem}
.headline.good{color:var(--good)}.headline.bad{color:var(--bad)}
.areas{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.7rem;margin-bottom:.8rem}
.area{display:grid;grid-template-columns:1fr auto;gap:.1rem .5rem;background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:.65rem .8rem;color:inherit;text-decoration:none}
.area:hover{border-color:var(--soft)}
.area b{font-weight:600}.area strong{font-variant-numeric:tabular-nums}
.area small{grid-column:1/-1;color:var(--soft)}
.bar{grid-column:1/-1;display:flex;height:.45rem;border-radius:.3rem;overflow:hidden;background:var(--line);margin:.3rem 0 .1rem}
.bar i.passed{background:var(--good)}.bar i.failed{background:var(--bad)}.bar i.skipped{background:var(--skip)}
.filter{position:sticky;top:0;display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;background:var(--bg);padding:.7rem 0;border-bottom:1px solid var(--line);margin-top:1.4rem;z-index:1}
.filter input{flex:1 1 14rem}
.filter output{color:var(--soft);font-size:.9rem}
details.check{background:var(--card);border:1px solid var(--line);border-radius:.5rem;margin:.35rem 0;padding:.45rem .8rem}
details.check[open].failed{border-left:4px solid var(--bad)}
summary{cursor:pointer}
.meta{color:var(--soft);font-size:.88rem;margin:.4rem 0}
.level{font-size:.72rem;font-weight:700;letter-spacing:.02em;border:1px solid currentColor;border-radius:.3rem;padding:.05rem .35rem;margin-right:.5rem}
.level.must{color:var(--bad)}.level.should{color:var(--warn)}.level.habit{color:var(--soft)}
em{font-style:normal;font-size:.85rem;display:inline-block;width:4.4rem}
em.passed{color:var(--good)}em.failed{color:var(--bad);font-weight:700}em.skipped{color:var(--soft)}
details.passed .level,details.skipped .level{color:var(--soft)}
dl{margin:.4rem 0 0}dt{font-weight:600;margin-top:.5rem}dd{margin:0}
pre{background:var(--code);border-radius:.4rem;padding:.6rem .7rem;margin:.2rem 0;overflow:auto;max-height:26rem;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}
code{font-size:.9em}
main{padding-bottom:4rem}
[hidden]{display:none!important}
@media print{.filter,button{display:none}details.check{break-inside:avoid}}
`;

/** The filter, and the choice of light or dark. It only ever hides and shows what is there. */
export const pageScript = `
(() => {
  const byId = (id) => document.getElementById(id);
  const checks = [...document.querySelectorAll('details.check')];
  const apply = () => {
    const words = byId('text').value.toLowerCase().split(/\\s+/).filter(Boolean);
    const level = byId('level').value, outcome = byId('outcome').value;
    const seen = new Set();
    for (const check of checks) {
      const data = check.dataset;
      check.hidden = (level !== '' && data.level !== level) || (outcome !== '' && data.outcome !== outcome) ||
        words.some((word) => !data.words.includes(word));
      if (!check.hidden) seen.add(data.check ?? data.again);
    }
    for (const list of document.querySelectorAll('.list')) {
      const empty = [...list.children].every((child) => child.hidden);
      list.hidden = empty;
      list.previousElementSibling.hidden = empty;
    }
    byId('shown').textContent = seen.size + ' shown';
  };
  for (const id of ['text', 'level', 'outcome']) byId(id).addEventListener('input', apply);
  document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
  byId('theme').addEventListener('click', () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
  });
  apply();
})();
`;
