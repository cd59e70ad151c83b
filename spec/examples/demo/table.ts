const colour = process.stdout.isTTY === true && process.env.NO_COLOR === undefined;

/** Returns `text` in bold, on a terminal. */
export function bold(text: string): string {
  return colour ? `\x1b[1m${text}\x1b[22m` : text;
}

function dim(text: string): string {
  return colour ? `\x1b[2m${text}\x1b[22m` : text;
}

/** Returns a table with a frame, rows set apart, and columns as wide as they must be. A cell is a list of lines. */
export function table(titles: string[], rows: string[][][]): string {
  const widths = titles.map((title, column) => {
    return Math.max(...[title, ...rows.flatMap((row) => row[column] ?? [])].map((line) => line.length));
  });

  const rule = (left: string, cross: string, right: string): string => {
    return dim(left + widths.map((width) => '─'.repeat(width + 2)).join(cross) + right);
  };
  const line = (texts: string[], style = (text: string) => text): string => {
    const cells = widths.map((width, column) => style(` ${(texts[column] ?? '').padEnd(width)} `));
    return dim('│') + cells.join(dim('│')) + dim('│');
  };
  const lines = (row: string[][]): string[] => {
    const height = Math.max(...row.map((cell) => cell.length));
    return Array.from({ length: height }, (_, i) => line(row.map((cell) => cell[i] ?? '')));
  };

  const body = rows.flatMap((row) => [rule('├', '┼', '┤'), ...lines(row)]);
  return [rule('┌', '┬', '┐'), line(titles, bold), ...body, rule('└', '┴', '┘')].join('\n');
}
