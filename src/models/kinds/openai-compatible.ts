import type { LanguageModelV3CallOptions, SharedV3ProviderOptions } from "@ai-sdk/provider";
import { TeachwhyError } from "../../store/index.ts";
import { optionalKey, refuseSetting } from "../registry/key-from-environment.ts";
import type { KindModel, KindRequest } from "../registry/kind.ts";
import { wrapModel } from "../registry/wrap-model.ts";
import { separateThoughts } from "./separate-thoughts.ts";

/** vLLM, SGLang, llama.cpp, Ollama and whoever else speaks OpenAI's chat completions. */
export async function openOpenaiCompatible(request: KindRequest): Promise<KindModel> {
  const { rest, settings, fetch } = request;
  const { baseURL, query, id } = splitAddress(request);
  const options = thinkingOptions(request);
  const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
  const apiKey = optionalKey(request, "OPENAI_COMPATIBLE_API_KEY");
  const provider = createOpenAICompatible({
    name: "compatible",
    baseURL,
    ...(query ? { queryParams: query } : {}),
    // Without it the package asks for any JSON object.
    supportsStructuredOutputs: settings.json !== "object",
    ...(apiKey ? { apiKey } : {}),
    ...(fetch ? { fetch } : {}),
  });
  return {
    id,
    address: rest.slice(0, rest.indexOf("#")),
    model: wrapModel(provider(id), {
      prepare: settings.json === "text" ? withoutFormat : undefined,
      finish: separateThoughts,
    }),
    ...(options ? { providerOptions: { compatible: options } } : {}),
  };
}

function withoutFormat({
  responseFormat: _,
  ...call
}: LanguageModelV3CallOptions): LanguageModelV3CallOptions {
  return call;
}

interface Address {
  baseURL: string;
  /** Of the URL, as gateways have it (`?api-version=...`): the package puts its own path behind the base. */
  query?: Record<string, string>;
  id: string;
}

function splitAddress({ name, rest }: KindRequest): Address {
  const [address, ...more] = rest.split("#");
  const id = more.join("#");
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const problem = (message: string, next: string) => new TeachwhyError({ code: "model-name", message, next });
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw problem(
      `"${address}" in model "${name}" is no URL.`,
      "Write the server's base URL and the model, as in openai-compatible:http://127.0.0.1:8000/v1#MODEL.",
    );
  }
  if (url.username || url.password) {
    throw problem(
      `The URL of an openai-compatible model on ${url.host} holds a password.`,
      "Take it out, and set OPENAI_COMPATIBLE_API_KEY: model strings are recorded.",
    );
  }
  if (!id) {
    throw problem(
      `Model "${name}" does not say which model of the server.`,
      `Add it after a #, as in openai-compatible:${address.replace(/\?.*/, "")}#MODEL. ${url.origin}/v1/models may list them.`,
    );
  }
  return {
    baseURL: address.replace(/[?#].*/, "").replace(/\/+$/, ""),
    ...(url.search ? { query: Object.fromEntries(url.searchParams) } : {}),
    id,
  };
}

/**
 * On and off go to the chat template, as vLLM, SGLang and llama.cpp pass it on; efforts are OpenAI's field, which
 * hosted servers and Ollama read too.
 */
function thinkingOptions({
  name,
  settings: { thinking },
}: KindRequest): SharedV3ProviderOptions[string] | undefined {
  if (thinking === undefined) return undefined;
  if (typeof thinking === "number") {
    refuseSetting(
      name,
      "OpenAI-compatible servers have no common way to set a budget of thinking.",
      "Use off or on (chat template), or none, low, medium, high (reasoning_effort).",
    );
  }
  if (thinking === "on" || thinking === "off") {
    return { chat_template_kwargs: { enable_thinking: thinking === "on" } };
  }
  return { reasoningEffort: thinking };
}
