/** What the command line says to `teachwhy generate`. */
export interface GenerateOptions {
  list?: true;
  constitution?: string;
  teacher?: string;
  judge?: string;
  sampler?: string;
  n: number;
  out?: string;
  seed: number;
  variant: string[];
  without: string[];
  controls?: string[] | true;
  input?: string;
  assistant?: string;
  prompts?: string;
  prices?: string;
  evaluation: string[];
  dryRun?: true;
  pilot?: number;
  yes?: true;
  maxUsd?: number;
  maxTokens?: number;
  maxCalls?: number;
  maxCandidates?: number;
  minKeepRate?: number;
  maxTruncated?: number;
  keepNearDuplicates?: true;
  concurrency: number | "auto";
  /** Seconds. */
  attemptTimeout?: number;
  batch?: string;
  store: string;
  log?: string;
  json?: true;
}
