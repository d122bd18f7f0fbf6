// An experiment's results as one HTML file, Markdown and data, with published figures beside.

export { writeReport } from "./write-report.ts";
