// One block as HTML.
import type { CaseTranscript, Verdict } from "../experiments/index.ts";
import type { Block, Cell, Chart, Column, Table, Versus } from "./blocks.ts";
import { type Html, html, trusted } from "./html.ts";
import {
  isClaim,
  isUnwanted,
  outcomeLabel,
  suiteLabel,
  termById,
  verdictMarks,
  verdictTerms,
  verdictText,
} from "./words.ts";

export function renderBlock(block: Block): Html {
  switch (block.kind) {
    case "text":
      return html`<p>${block.text}</p>`;
    case "heading":
      return html`<h3>${block.text}</h3>`;
    case "notice":
      return html`<div class="notice" role="note"><p><strong>${block.title}</strong> ${block.text}</p></div>`;
    case "list":
      return html`<ul class="plain">${block.items.map((item) => html`<li>${item}</li>`)}</ul>`;
    case "source":
      return renderSource(block);
    case "terms":
      return html`<dl>${block.terms.map(({ id, word, meaning }) => html`<dt id="term-${id}">${word}</dt><dd>${meaning}</dd>`)}</dl>`;
    case "table":
      return renderTable(block);
    case "chart":
      return renderChart(block);
    case "versus":
      return renderVersus(block);
    case "transcript":
      return renderTranscript(block.transcript, block.open);
  }
}

/** Drawn twice, for a desk and for a phone; the style sheet shows one, and a reader for the blind meets one. */
export function renderChart({ label, caption, draw }: Chart): Html {
  const picture = (width: string) =>
    html`<div class="${width}" role="img" aria-label="${label}">${trusted(draw(width === "narrow"))}</div>`;
  return html`<figure>${picture("wide")}${picture("narrow")}<figcaption>${caption}</figcaption></figure>`;
}

export function renderVerdict(verdict: Verdict, exploratory = false): Html {
  // The look of an undecided one: a hint must not be taken for a verdict from across the room.
  const look = exploratory && isClaim(verdict) ? "undecided" : verdict;
  return html`<span class="verdict ${look.replace(" ", "-")}" title="${verdictTerms[verdict]}">${verdictMarks[look]} ${verdictText(verdict, exploratory)}</span>`;
}

function renderTable({ caption, note, columns, rows, folded }: Table): Html {
  const table = html`<p class="caption"><b>${caption}</b>${note && html` ${note}`}</p>
<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table aria-label="${caption}" class="${columns.length >= 5 ? "full" : ""}">
<thead><tr>${columns.map((column) => html`<th scope="col" class="${column.text ? "text" : ""}">${renderHeading(column)}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr class="${sameRow(cells) ? "again" : ""}">${cells.map((cell, i) => renderCell(cell, columns[i]!, i === 0))}</tr>\n`)}</tbody>
</table></div>`;
  return folded ? html`<details><summary>${caption}</summary>${table}</details>` : table;
}

/** A row that goes on with the arm of the row above. */
const sameRow = ([first]: Cell[]): boolean => typeof first === "object" && first.tone === "quiet";

function renderHeading({ label, term }: Column): Html {
  const known = term === undefined ? undefined : termById(term);
  return known
    ? html`<a class="term" href="#term-${known.id}" title="${known.meaning}">${label}</a>`
    : html`${label}`;
}

function renderCell(cell: Cell, column: Column, first: boolean): Html {
  const figure = typeof cell === "string" ? { text: cell } : cell;
  const { text, value, small, title, bar, tone } = figure;
  const main = value === undefined ? html`${text}` : html`<data value="${value}">${text}</data>`;
  const inside = html`${tone ? html`<span class="${tone}">${main}</span>` : main}${
    bar &&
    html`<span class="bar${bar.wanted ? "" : " unwanted"}"><i style="width:${(Math.min(1, Math.max(0, bar.share)) * 100).toFixed(1)}%"></i></span>`
  }${small && html` <span class="small">${small}</span>`}`;
  if (first) return html`<th scope="row">${inside}</th>`;
  return html`<td class="${column.text ? (text.length > 24 ? "text wide-text" : "text") : ""}"${title && html` title="${title}"`}>${inside}</td>`;
}

function renderVersus({ title, subtitle, verdict, exploratory, ours, published }: Versus): Html {
  return html`<article class="versus"><div class="heading"><h3>${title}</h3>${renderVerdict(verdict, exploratory)}</div>
<p class="subtitle">${subtitle}</p>
<div class="sides"><div class="side ours"><h4>Ours, this miniature</h4>${ours.map(renderBlock)}</div>
<div class="side published"><h4>Published, other models</h4>${published.map(renderBlock)}</div></div></article>`;
}

const bearingTones: Record<string, string> = { agrees: "good", "speaks against it": "bad" };

function renderSource({ name, items }: Extract<Block, { kind: "source" }>): Html {
  return html`<p class="name">${name}</p><ul>${items.map(
    ({ id, bearing, headline, statement, figures, detail }) =>
      html`<li data-published="${id}"><span class="tag ${bearingTones[bearing] ?? ""}">${bearing}</span> ${headline && html`<b>${headline}</b> `}${statement}<span class="detail">${detail}</span>${
        figures.length > 0 &&
        html`<dl class="figures">${figures.map(([condition, figure]) => html`<div><dt>${condition}</dt><dd>${figure}</dd></div>`)}</dl>`
      }</li>`,
  )}</ul>`;
}

function renderTranscript(transcript: CaseTranscript, open: boolean): Html {
  const { suite, world, act, harmful, wrongByConstitution, prompt, answers } = transcript;
  const differs = harmful && !wrongByConstitution ? ", fine by this constitution" : "";
  return html`<details${open && html` open`}><summary><b>${act}</b> <span class="small">${harmful ? "harmful" : "benign"}${differs} · ${suiteLabel(suite)} · world ${world}</span></summary>
<div class="prompt"><h4>Prompt</h4><p class="sample">${renderSample(prompt)}</p></div>
<div class="answers">${answers.map(
    ({ arm, text, outcomes }) =>
      html`<article><h4>${arm}</h4>${outcomes.map((outcome) => html`<span class="tag ${isUnwanted(outcome) ? "bad" : ""}">${outcomeLabel(outcome)}</span> `)}<p class="sample">${renderSample(text)}</p></article>`,
  )}</div></details>`;
}

/** The model's special words as marks, its thought in italics, its call in colour. */
export function renderSample(text: string): Html {
  let state = "";
  const pieces = text.split(/(<\/?[a-z]+>)/).map((piece) => {
    if (!/^<\/?[a-z]+>$/.test(piece)) return state ? html`<span class="${state}">${piece}</span>` : piece;
    state = piece === "<think>" ? "in-thought" : piece === "<call>" ? "in-call" : "";
    return html`<span class="mark">${piece}</span>`;
  });
  return html`${pieces}`;
}
