// How families of models write a thought before an answer.
const blocks = [
  ["<think>", "</think>"],
  ["[THINK]", "[/THINK]"],
  ["<|START_THINKING|>", "<|END_THINKING|>"],
  ["<|channel|>analysis<|message|>", "<|end|>"],
  ["<|channel>thought", "<channel|>"],
] as const;

/**
 * Where a turn's thought ends and its answer begins, the white space between them counted with the thought; 0 without a
 * thought. `before` is the text before the turn: some templates open the thought in the prompt.
 */
export function thoughtLength(turn: string, before: string): number {
  for (const [open, close] of blocks) {
    if (!turn.trimStart().startsWith(open) && !before.trimEnd().endsWith(open)) continue;
    const at = turn.indexOf(close);
    if (at < 0) continue;
    const end = at + close.length;
    return end + (turn.length - end - turn.slice(end).trimStart().length);
  }
  return 0;
}

/** Where empty thoughts stand: from after the opening tag to the end of the closing one. */
export function emptyThoughts(text: string): { start: number; end: number }[] {
  return blocks.flatMap(([open, close]) => {
    const found: { start: number; end: number }[] = [];
    for (let at = text.indexOf(open); at >= 0; at = text.indexOf(open, at + 1)) {
      const start = at + open.length;
      const end = text.indexOf(close, start);
      if (end >= 0 && text.slice(start, end).trim() === "") found.push({ start, end: end + close.length });
    }
    return found;
  });
}
