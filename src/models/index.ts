// One way to talk to any language model: model strings, a registry of kinds, and middleware for cache, budget, retry,
// concurrency and log. The only room that knows the AI SDK.

// What others see
export {
  type Answer,
  type AnswerFacts,
  type AskRequest,
  type Budget,
  type ModelRole,
  modelRoles,
  type PromptMessage,
  type Session,
  type Spend,
  type ToolDefinition,
  type ToolRequest,
  type Usage,
} from "./types.ts";
