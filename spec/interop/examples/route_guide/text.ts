/** Returns a message as Go prints it: fields that have their default value are left out. */
export function textOf(message: object): string {
  const fields = Object.entries(message).flatMap(([name, value]) => {
    if (value === undefined || value === 0 || value === '') return [];
    const key = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return typeof value === 'object' ? [`${key}:{${textOf(value)}}`] : [`${key}:${JSON.stringify(value)}`];
  });
  return fields.join(' ');
}
