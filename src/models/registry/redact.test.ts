import { expect, it } from "vitest";
import { openModel, redact } from "../index.ts";

it("takes out keys that models were opened with, whatever they look like", async () => {
  await openModel("openai:gpt-x", { env: { OPENAI_API_KEY: "plain words as a key" } });
  expect(redact("with plain words as a key, twice: plain words as a key")).toBe("with [key], twice: [key]");
});

it("leaves placeholders alone, which stand in honest text", async () => {
  await openModel("openai-compatible:http://h/v1#m", { env: { OPENAI_COMPATIBLE_API_KEY: "none" } });
  expect(redact("there is none")).toBe("there is none");
});

it.each([
  ["sk-ant-api03-AbCdEf_0123456789", "[key]"],
  ["Incorrect key: sk-proj-********************wxyz.", "Incorrect key: [key]."],
  ["?key=AIzaSyA1234567890abcdefghijklmnop&x=1", "?key=[key]&x=1"],
  ["Authorization: Bearer 0123456789abcdef", "Authorization: Bearer [key]"],
  ["a sketchy desk-lamp, task-oriented", "a sketchy desk-lamp, task-oriented"],
])("takes out what looks like a key: %s", (text, clean) => {
  expect(redact(text)).toBe(clean);
});
