import * as nice from 'nice-grpc';
import * as ours from '../../lib/nice-grpc';

const replaced = ['createChannel', 'createClient', 'createClientFactory', 'createServer'];

describe('mdctx/nice-grpc', () => {
  it('has all that nice-grpc has', () => {
    expect(Object.keys(ours)).toEqual(expect.arrayContaining(Object.keys(nice)));
  });

  it.each(Object.keys(nice).filter((name) => !replaced.includes(name)))('hands %s on as it is', (name) => {
    expect(Reflect.get(ours, name)).toBe(Reflect.get(nice, name));
  });

  it.each(replaced)('has a %s of its own', (name) => {
    expect(Reflect.get(ours, name)).toBeInstanceOf(Function);
    expect(Reflect.get(ours, name)).not.toBe(Reflect.get(nice, name));
  });
});
