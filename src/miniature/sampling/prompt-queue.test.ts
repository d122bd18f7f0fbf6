import fc from "fast-check";
import { expect, test } from "vitest";
import { createPromptQueue } from "./prompt-queue.ts";

test("prompts come from short to long, and equal ones share a place", () => {
  const queue = createPromptQueue([[7, 7, 7], [1], [2, 3], [1]], 100);
  expect(queue.take(3)).toEqual({
    different: [[1], [2, 3]],
    members: [
      { index: 1, source: 0 },
      { index: 3, source: 0 },
      { index: 2, source: 1 },
    ],
  });
  expect(queue.waiting()).toBe(1);
});

test("every prompt is handed out once, within the room and the tokens allowed", () => {
  const prompt = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 6 });
  const room = fc.integer({ min: 1, max: 5 });
  fc.assert(
    fc.property(fc.array(prompt), room, fc.integer({ min: 1, max: 20 }), (prompts, room, maxTokens) => {
      const queue = createPromptQueue(prompts, maxTokens);
      const seen: number[] = [];
      while (queue.waiting() > 0) {
        const { different, members } = queue.take(room);
        expect(members.length).toBeGreaterThan(0);
        expect(members.length).toBeLessThanOrEqual(room);
        const longest = Math.max(...different.map(({ length }) => length));
        expect(different.at(-1)).toHaveLength(longest);
        if (different.length > 1) expect(different.length * longest).toBeLessThanOrEqual(maxTokens);
        expect(new Set(different.map(String)).size).toBe(different.length);
        for (const { index, source } of members) expect(different[source]).toEqual(prompts[index]);
        seen.push(...members.map(({ index }) => index));
      }
      expect(seen.toSorted((a, b) => a - b)).toEqual([...prompts.keys()]);
    }),
  );
});
