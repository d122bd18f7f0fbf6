/** Prompts that are read together. */
export interface PromptGroup {
  /** Each different prompt once, the longest last. */
  different: (readonly number[])[];
  /** The prompts by their index, with their place in `different`. */
  members: { index: number; source: number }[];
}

export interface PromptQueue {
  /** Prompts that were not taken yet. */
  waiting(): number;
  /** Takes at least one and at most `room` prompts. */
  take(room: number): PromptGroup;
}

/**
 * Hands out prompts from short to long, so that those of a group need little padding and equal ones meet. A group has
 * at most `maxTokens` with its padding, unless a single prompt is longer.
 */
export function createPromptQueue(prompts: readonly (readonly number[])[], maxTokens: number): PromptQueue {
  const keys = prompts.map((prompt) => prompt.join());
  const order = [...prompts.keys()].sort(
    (a, b) =>
      prompts[a].length - prompts[b].length || (keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : a - b),
  );
  let taken = 0;
  return {
    waiting: () => order.length - taken,
    take(room) {
      const group: PromptGroup = { different: [], members: [] };
      for (const index of order.slice(taken, taken + room)) {
        const previous = group.members.at(-1);
        if (!previous || keys[previous.index] !== keys[index]) {
          const tokens = (group.different.length + 1) * prompts[index].length;
          if (previous && tokens > maxTokens) break;
          group.different.push(prompts[index]);
        }
        group.members.push({ index, source: group.different.length - 1 });
      }
      taken += group.members.length;
      return group;
    },
  };
}
