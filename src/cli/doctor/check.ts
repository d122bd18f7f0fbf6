/** What the doctor found out about one thing that teachwhy uses. */
export interface Check {
  name: string;
  /** `missing` is a failure where `required`; `warning` works, but not as it should. */
  status: "fine" | "warning" | "missing";
  required: boolean;
  /** What was found, in one line. */
  found: string;
  /** What to do about it; only where there is something to do. */
  next?: string;
}
