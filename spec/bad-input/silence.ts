/** Something that notes what this process prints and warns of. */
export class Silence {
  private readonly heard: string[] = [];
  private readonly spies: jest.SpyInstance[] = [];
  private readonly onWarning = (warning: Error) => this.heard.push(String(warning));

  /** Begins to listen. */
  constructor() {
    for (const stream of [process.stdout, process.stderr]) {
      const write = jest.spyOn(stream, 'write').mockImplementation((text) => {
        this.heard.push(String(text));
        return true;
      });
      this.spies.push(write);
    }
    for (const name of ['debug', 'error', 'info', 'log', 'warn'] as const) {
      const log = jest.spyOn(console, name).mockImplementation((...args) => {
        this.heard.push(args.join(' '));
      });
      this.spies.push(log);
    }
    process.on('warning', this.onWarning);
  }

  /** Stops to listen, and returns what was heard. */
  end(): string {
    for (const spy of this.spies) spy.mockRestore();
    process.off('warning', this.onWarning);
    return this.heard.join('\n');
  }
}
