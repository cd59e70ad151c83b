import { fromIncomingContext, Pairs, setTrailer } from 'mdctx';

/** A handler as any: what it needs of the call, it finds in the current context. */
export async function hello({ name }: { name: string }): Promise<{ text: string }> {
  const greeting = fromIncomingContext()?.get('lang')?.includes('de') ? 'Hallo' : 'hello';
  setTrailer(Pairs('cost', '3'));
  return { text: `${greeting} ${name}` };
}
