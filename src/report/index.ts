// An experiment's results as one HTML file, Markdown and data, with published figures beside.

export { type Published, readPublished } from "./published.ts";
export { renderHtml } from "./render-html.ts";
export { renderMarkdown } from "./render-markdown.ts";
export { type ReportFiles, writeReport } from "./write-report.ts";
