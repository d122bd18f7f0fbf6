// The page's whole look. Two colours carry meaning, chosen to differ for colour-blind eyes and in grey print
// (blue and amber, after Okabe and Ito); everything else is ink on paper in light, and turned round in dark.
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fdfdfb; --raised: #f5f5f1; --ink: #1f2328; --quiet: #646b73; --line: #d9dad5;
  --accent: #0b66a8; --warm: #b45f06; --accent-tint: #e4eff8; --warm-tint: #fbeedd;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181b; --raised: #1e2125; --ink: #e3e4e1; --quiet: #9aa1a9; --line: #3a3f45;
    --accent: #6cb6ee; --warm: #e8a04c; --accent-tint: #1b2d3c; --warm-tint: #37291a;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main, header, nav, footer { max-width: 824px; margin: 0 auto; padding: 0 16px; }
header { padding-top: 40px; }
a { color: var(--accent); }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.7rem; margin: 4px 0 20px; font-weight: 650; letter-spacing: -0.01em; }
h2 { font-size: 1.3rem; margin: 0 0 4px; font-weight: 650; }
h3 { font-size: 1.05rem; margin: 0 0 2px; font-weight: 650; }
h4 { font-size: 0.75rem; margin: 0 0 8px; font-weight: 600; letter-spacing: 0.04em; text-transform: uppercase; color: var(--quiet); }
p { margin: 0 0 12px; }
section.part { margin: 56px 0 0; padding-top: 20px; border-top: 1px solid var(--line); }
.eyebrow, .lead, .subtitle, figcaption, .caption, .small { color: var(--quiet); }
.eyebrow { font-size: 0.85rem; margin: 0; }
.lead { margin-bottom: 20px; max-width: 62ch; }
.subtitle { font-size: 0.9rem; margin-bottom: 14px; }
.answer { font-size: 1.2rem; line-height: 1.45; margin: 0 0 12px; max-width: 58ch; }
.figure-line { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; margin: 0 0 24px; font-variant-numeric: tabular-nums; }
.notice { border-left: 4px solid var(--warm); background: var(--warm-tint); padding: 10px 14px; margin: 0 0 16px; border-radius: 0 6px 6px 0; }
.notice p { margin: 0; }
.verdict { display: inline-block; padding: 1px 10px; border-radius: 99px; border: 1px solid var(--line); font-size: 0.85rem; white-space: nowrap; color: var(--quiet); }
.verdict.reproduced { color: var(--accent); background: var(--accent-tint); border-color: transparent; font-weight: 600; }
.verdict.reversed { color: var(--warm); background: var(--warm-tint); border-color: transparent; font-weight: 600; }
nav { font-size: 0.85rem; margin-top: 28px; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 0; margin: 0; }
nav a { color: var(--quiet); text-underline-offset: 3px; text-decoration-color: var(--line); }
figure { margin: 0 0 24px; }
figure svg { display: block; max-width: 100%; height: auto; }
figure svg text { font-family: inherit; }
.narrow { display: none; }
figcaption { font-size: 0.82rem; margin-top: 6px; max-width: 74ch; }
.scroll { overflow-x: auto; margin: 0 0 24px; }
table { border-collapse: collapse; min-width: 50%; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
.caption { font-size: 0.85rem; margin: 0 0 4px; max-width: 74ch; }
.caption b { color: var(--ink); font-weight: 600; }
th, td { text-align: right; padding: 7px 10px; vertical-align: top; border-bottom: 1px solid var(--line); line-height: 1.3; }
th:first-child { padding-left: 0; }
thead th { font-weight: 500; font-size: 0.8rem; color: var(--quiet); vertical-align: bottom; }
th.text, td.text { text-align: left; }
td:not(.text) { white-space: nowrap; }
td.wide-text { min-width: 15em; }
tbody th { text-align: left; font-weight: 500; white-space: nowrap; position: sticky; left: 0; background: var(--paper); }
tbody tr:hover > * { background: var(--raised); }
.small { display: block; font-size: 0.74rem; white-space: nowrap; font-weight: 400; }
td.text .small, .long { white-space: normal; overflow-wrap: anywhere; }
.bar { display: block; height: 3px; width: 72px; margin-left: auto; margin-top: 3px; background: var(--line); border-radius: 2px; }
.bar i { display: block; height: 3px; border-radius: 2px; background: var(--accent); }
.bar.unwanted i { background: var(--warm); }
.good { color: var(--accent); } .bad { color: var(--warm); } .quiet { color: var(--quiet); }
.term { color: inherit; text-decoration: underline dotted var(--quiet); text-underline-offset: 3px; }
.versus { margin: 0 0 36px; }
.versus > .heading { display: flex; gap: 12px; justify-content: space-between; align-items: baseline; }
.sides { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 5fr); gap: 16px; align-items: start; }
.side { padding: 14px; border-radius: 8px; min-width: 0; font-size: 0.9rem; }
.side > :last-child { margin-bottom: 0; }
.side .scroll { margin-bottom: 8px; }
.ours { border: 1px solid var(--line); }
.published { border: 1px dashed var(--quiet); background: var(--raised); }
.published ul { list-style: none; margin: 0 0 14px; padding: 0; }
.published li { margin: 0 0 10px; }
.published b { font-weight: 550; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(190px, 1fr)); gap: 0 20px; font-size: 0.82rem; margin-top: 4px; }
.figures div { display: flex; justify-content: space-between; gap: 10px; border-bottom: 1px solid var(--line); padding: 1px 0; }
.figures dt { font-weight: 400; } .figures dd { color: var(--ink); margin: 0; white-space: nowrap; font-variant-numeric: tabular-nums; }
.ours table, table.full { width: 100%; }
.ours { position: sticky; top: 16px; }
tr:has(+ .again) > * { border-bottom: none; }
.published .detail { display: block; font-size: 0.82rem; color: var(--quiet); }
.published .name { font-size: 0.78rem; color: var(--quiet); margin: 0 0 4px; }
.published ul:last-child, .published li:last-child { margin-bottom: 0; }
.published ul + .name { border-top: 1px solid var(--line); padding-top: 10px; }
.tag { font-size: 0.74rem; border: 1px solid var(--line); border-radius: 4px; padding: 0 5px; color: var(--quiet); white-space: nowrap; }
.tag.bad { border-color: var(--warm); color: var(--warm); }
.tag.good { border-color: var(--accent); color: var(--accent); }
details { margin: 0 0 16px; }
summary { cursor: pointer; padding: 6px 0; color: var(--ink); }
summary .small { display: inline; }
.prompt, .answers article { background: var(--raised); border-radius: 8px; padding: 12px 14px; }
.prompt { margin-bottom: 12px; }
.answers { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 12px; }
.answers h4 { text-transform: none; letter-spacing: 0; font-size: 0.9rem; color: var(--ink); margin-bottom: 4px; }
.sample { font: 0.82rem/1.6 ui-monospace, "SF Mono", Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; margin: 8px 0 0; }
.mark { font-size: 0.72rem; padding: 0 4px; border-radius: 3px; background: var(--line); color: var(--ink); }
.in-thought { color: var(--quiet); font-style: italic; }
.in-call { color: var(--accent); font-weight: 600; }
ul.plain { padding-left: 20px; max-width: 70ch; }
ul.plain li { margin-bottom: 8px; }
dl { display: grid; grid-template-columns: minmax(120px, 200px) 1fr; gap: 6px 18px; font-size: 0.9rem; margin: 0; }
dt { font-weight: 600; } dd { margin: 0; color: var(--quiet); }
dt:target, dt:target + dd { background: var(--accent-tint); }
footer { margin: 56px auto 40px; font-size: 0.82rem; color: var(--quiet); }
@media (max-width: 640px) {
  header { padding-top: 24px; }
  h1 { font-size: 1.35rem; } .answer { font-size: 1.05rem; }
  .wide { display: none; } .narrow { display: block; }
  .sides { grid-template-columns: 1fr; } .ours { position: static; }
  dl { grid-template-columns: 1fr; gap: 2px; } dd { margin-bottom: 8px; }
  th, td { padding: 6px 7px; }
  tbody th { white-space: normal; max-width: 130px; overflow-wrap: anywhere; }
}
@media print {
  :root { --paper: #fff; --raised: #f5f5f1; --ink: #000; --quiet: #555; --line: #ccc; --accent: #0b66a8; --warm: #b45f06; --accent-tint: #eef4f9; --warm-tint: #faf1e4; }
  body { font-size: 11pt; }
  nav { display: none; }
  section.part { margin-top: 28px; }
  .versus, figure, tr, .answers article, .notice { break-inside: avoid; }
  h2, h3, .caption { break-after: avoid; }
  .scroll { overflow: visible; }
}
`;
