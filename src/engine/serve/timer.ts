/** Time as the service waits for it. */

/** Wakes somebody later. */
export interface Timer {
  /** The returned function calls it off. */
  after(milliseconds: number, wake: () => void): () => void;
}
