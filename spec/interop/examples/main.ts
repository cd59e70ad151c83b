/** Runs `main`; an error that it throws is printed, and ends the process with 1. Go's `log.Fatal`. */
export function run(main: () => Promise<void>): void {
  main().catch((err) => {
    console.error(`${err}`);
    process.exit(1);
  });
}
