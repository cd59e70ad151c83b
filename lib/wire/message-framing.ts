const prefix = 5; // bytes before each message: a flag and its length

/**
 * Follows the messages in the data of a stream, without looking into them: where one ends is told by the length before it.
 * A runtime that joins the data again may not notice that the last of them was cut off.
 */
export class MessageFraming {
  private head = 0; // bytes of the prefix that were read
  private length = 0; // as far as the prefix tells it
  private left = 0; // bytes of the message that are to come

  /** Takes the next bytes of the stream. */
  take(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.left > 0) {
        const taken = Math.min(this.left, chunk.length - at);
        this.left -= taken;
        at += taken;
        continue;
      }
      if (this.head > 0) this.length = this.length * 256 + (chunk[at] ?? 0);
      at++;
      if (++this.head < prefix) continue;
      this.left = this.length;
      this.head = 0;
      this.length = 0;
    }
  }

  /** Whether the stream has come to the middle of a message. */
  get isInMessage(): boolean {
    return this.left > 0 || this.head > 0;
  }
}
