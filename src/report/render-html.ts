// report.html: one file that works from disk, without script, in light and dark, on paper and on a phone.
import type { Results } from "../experiments/index.ts";
import { accuracyChart } from "./charts/accuracy.ts";
import { html, trusted } from "./html.ts";
import type { Published } from "./published.ts";
import { renderBlock, renderChart, renderVerdict } from "./render-block.ts";
import { answerComparison, differenceText, notices } from "./sections/opening.ts";
import { sectionsOf } from "./sections.ts";
import { style } from "./style.ts";

export function renderHtml(results: Results, published: Published): string {
  const sections = sectionsOf(results, published);
  const comparison = answerComparison(results);
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${results.experiment}: ${results.question}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header>
<p class="eyebrow">teachwhy · experiment ${results.experiment}</p>
<h1>${results.question}</h1>
${notices(results).map(renderBlock)}
<p class="answer">${results.answer.sentence}</p>
<p class="figure-line">${renderVerdict(results.answer.verdict)}<span>${comparison ? html`<data value="${comparison.difference.mean}">${differenceText(comparison.difference)}</data>` : "No comparison answers it."}</span></p>
${renderChart(accuracyChart(results))}
</header>
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main>
${sections.map(
  ({ id, title, lead, blocks }) =>
    html`<section class="part" id="${id}"><h2>${title}</h2><p class="lead">${lead}</p>\n${blocks.map(renderBlock)}</section>\n`,
)}
</main>
<footer>All figures stand in results.json beside this file, with their counts.</footer>
</body>
</html>
`;
  return page.text;
}
