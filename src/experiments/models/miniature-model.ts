// A checkpoint of the miniature behind the AI SDK's interface.
// Not in the miniature's room: a run's artifacts count as stale when a file of that room changes (code-version.ts).
import { randomInt } from "node:crypto";
import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3Content,
  LanguageModelV3GenerateResult,
  LanguageModelV3Prompt,
  LanguageModelV3StreamPart,
  SharedV3Warning,
} from "@ai-sdk/provider";
import {
  createSampler,
  type loadCheckpoint,
  parseTurn,
  promptText,
  type Sampler,
  type Vocabulary,
  vocabularyOf,
} from "../../miniature/index.ts";
import { TeachwhyError } from "../../store/index.ts";

type Checkpoint = Awaited<ReturnType<typeof loadCheckpoint>>;

/** The sampler is made with the first call. Calls wait for each other: it works on one thing at a time. */
export function miniatureModel(id: string, checkpoint: Checkpoint): LanguageModelV3 {
  const { config, weights } = checkpoint;
  const vocabulary = vocabularyOf(checkpoint.vocabulary);
  let sampler: Promise<Sampler> | undefined;
  const loaded = async () => {
    const made = await createSampler({ config, threads: 1 });
    made.load(weights);
    return made;
  };
  let last: Promise<unknown> = Promise.resolve();
  const generate = (call: LanguageModelV3CallOptions) => {
    const answer = last.then(async () => {
      call.abortSignal?.throwIfAborted();
      sampler ??= loaded();
      return respond(call, { id, sampler: await sampler, vocabulary, context: config.context });
    });
    last = answer.catch(() => undefined);
    return answer;
  };
  return {
    specificationVersion: "v3",
    provider: "miniature",
    modelId: id,
    supportedUrls: {},
    doGenerate: generate,
    doStream: async (call) => ({ stream: ReadableStream.from(partsOf(await generate(call))) }),
  };
}

interface Responding {
  id: string;
  sampler: Sampler;
  vocabulary: Vocabulary;
  /** Tokens of the longest row that it was trained on. */
  context: number;
}

async function respond(
  call: LanguageModelV3CallOptions,
  { id, sampler, vocabulary, context }: Responding,
): Promise<LanguageModelV3GenerateResult> {
  const prompt = tokensOf(call.prompt, { id, vocabulary });
  const room = context - prompt.length;
  if (room < 1) throw tooLong(id, prompt.length, context);
  const [tokens] = await sampler.sample({
    prompts: [prompt],
    maxNewTokens: Math.min(call.maxOutputTokens ?? room, room),
    // As the evaluation draws: a lower one would hide how often harm happens.
    temperature: call.temperature ?? 1,
    stopTokens: [vocabulary.id("<end>")],
    seed: call.seed ?? randomInt(2 ** 31),
  });
  const { content, ended, called, reasoning } = readAnswer(vocabulary.decode(tokens!));
  const total = tokens!.length;
  return {
    content,
    finishReason: ended
      ? { unified: called ? "tool-calls" : "stop", raw: "<end>" }
      : { unified: "length", raw: undefined },
    usage: {
      inputTokens: { total: prompt.length, noCache: prompt.length, cacheRead: 0, cacheWrite: 0 },
      outputTokens: { total, text: total - reasoning, reasoning },
    },
    response: { modelId: id },
    warnings: warningsOf(call),
  };
}

/** One exchange, as all that it was trained on: an optional system text and one text of the user. */
function tokensOf(
  messages: LanguageModelV3Prompt,
  { id, vocabulary }: { id: string; vocabulary: Vocabulary },
): number[] {
  const user = messages.at(-1);
  const others = messages.slice(0, -1);
  if (
    user?.role !== "user" ||
    others.some(({ role }) => role !== "system") ||
    user.content.some(({ type }) => type !== "text")
  ) {
    throw refused({
      code: "not-sayable",
      message: `${id}: the miniature knows one exchange: a system text, or none, and one text of the user.`,
      next: "Ask without earlier turns, examples and files.",
    });
  }
  const texts = user.content.map((part) => (part.type === "text" ? part.text : ""));
  const prompt = { system: wordsOf(others.map(({ content }) => String(content))), user: wordsOf(texts) };
  // What begins with "<" marks turns, thoughts and calls: in a text it would be read as one.
  const unknown = [...prompt.system, ...prompt.user].filter(
    (word) => word.startsWith("<") || !vocabulary.has(word),
  );
  if (unknown.length > 0) {
    const listed = [...new Set(unknown)];
    const some = listed.slice(0, 8).map((word) => `"${word}"`);
    const more = listed.length > some.length ? ` and ${listed.length - some.length} more` : "";
    throw refused({
      code: "not-sayable",
      message: `${id}: the miniature does not know ${some.join(", ")}${more}.`,
      next: "It knows the words of its vocabulary.json, in lower case and with a space before each mark: where is the map ?",
      data: { words: listed },
    });
  }
  return vocabulary.encode(
    promptText({
      user: prompt.user.join(" "),
      ...(prompt.system.length > 0 ? { system: prompt.system.join(" ") } : {}),
    }),
  );
}

const wordsOf = (texts: string[]) => texts.flatMap((text) => text.split(/\s+/)).filter(Boolean);

function readAnswer(answer: string) {
  const { thought, text, call, ended } = parseTurn(answer);
  // A thought that ran out of tokens is a thought.
  const cut = !ended && thought === undefined && call === undefined && text.startsWith("<think>");
  const reasoning = cut ? text.slice("<think>".length).trim() : thought;
  const said = cut ? "" : text;
  const content: LanguageModelV3Content[] = [
    ...(reasoning ? [{ type: "reasoning" as const, text: reasoning }] : []),
    ...(said ? [{ type: "text" as const, text: said }] : []),
    ...(call
      ? [
          {
            type: "tool-call" as const,
            toolCallId: "call-1",
            toolName: call.tool,
            input: JSON.stringify({ argument: call.argument }),
          },
        ]
      : []),
  ];
  return { content, ended, called: call !== undefined, reasoning: wordsOf([reasoning ?? ""]).length };
}

/** What a call may ask for and the miniature has not. */
function warningsOf(call: LanguageModelV3CallOptions): SharedV3Warning[] {
  const details = "the tools of the miniature are words of its system text: tools : reply , lock .";
  const unused = ["topP", "topK", "presencePenalty", "frequencyPenalty", "stopSequences"] as const;
  return [
    ...(call.tools?.length ? [{ type: "unsupported" as const, feature: "tools", details }] : []),
    ...(call.responseFormat?.type === "json" ? [{ type: "unsupported" as const, feature: "JSON" }] : []),
    ...unused
      .filter((name) => call[name] !== undefined)
      .map((feature) => ({ type: "unsupported" as const, feature })),
  ];
}

function tooLong(id: string, tokens: number, context: number): TeachwhyError {
  return new TeachwhyError({
    code: "too-long",
    message: `${id}: a prompt of ${tokens} tokens leaves no room in a context of ${context}.`,
    next: "Shorten the prompt.",
    data: { kind: "too-long" },
  });
}

/** Fails this one call: others may be sayable. */
function refused(error: {
  code: string;
  message: string;
  next: string;
  data?: Record<string, unknown>;
}): TeachwhyError {
  return new TeachwhyError({ ...error, data: { ...error.data, kind: "rejected" } });
}

/** The whole answer, part by part. */
function* partsOf({
  content,
  finishReason,
  usage,
  warnings,
}: LanguageModelV3GenerateResult): Generator<LanguageModelV3StreamPart> {
  yield { type: "stream-start", warnings };
  for (const [index, part] of content.entries()) {
    if (part.type === "text" || part.type === "reasoning") {
      const id = String(index);
      yield { type: `${part.type}-start`, id };
      yield { type: `${part.type}-delta`, id, delta: part.text };
      yield { type: `${part.type}-end`, id };
    } else if (part.type === "tool-call") yield part;
  }
  yield { type: "finish", finishReason, usage };
}
