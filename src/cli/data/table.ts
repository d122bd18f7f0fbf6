/** Columns side by side, two spaces apart: the first to the left, the others to the right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((all, row) => {
    for (const [column, cell] of row.entries()) all[column] = Math.max(all[column] ?? 0, cell.length);
    return all;
  }, []);
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

export const whole = (number: number) => Math.round(number).toLocaleString("en-US");
export const percent = (share: number) => `${(100 * share).toFixed(share !== 0 && share < 0.1 ? 2 : 1)}%`;

/** What was dropped, left out or found, as lines of number and what. */
export function countLines(counts: Record<string, number>, indent = "  "): string[] {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  const width = Math.max(0, ...rows.map(([, number]) => whole(number).length));
  return rows.map(([what, number]) => `${indent}${whole(number).padStart(width)}  ${what}`);
}
