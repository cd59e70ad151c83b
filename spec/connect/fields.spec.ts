import {
  fieldsIn,
  fieldsOfCall,
  malformedIn,
  valuesOf,
  withoutFieldsOfMessage,
} from '../../lib/connect/fields';
import { MD } from '../../lib/metadata';

describe('connect.fieldsOfCall()', () => {
  it('are without those of the message and of the connection, in lower case', () => {
    const raw = ['X-Key', 'a', 'Content-Encoding', 'gzip', 'Connection', 'close', 'x-key', 'b'];
    expect(fieldsOfCall(raw)).toEqual(['x-key', 'a', 'x-key', 'b']);
  });
});

describe('connect.withoutFieldsOfMessage()', () => {
  const md = new MD({ k: 'a', 'content-length': '5' });

  it('is the MD itself over gRPC, or without such fields', () => {
    const plain = new MD({ k: 'a' });
    expect(withoutFieldsOfMessage(md, 'grpc')).toBe(md);
    expect(withoutFieldsOfMessage(plain, 'connect')).toBe(plain);
  });

  it('is another elsewhere', () => {
    expect([...withoutFieldsOfMessage(md, 'connect').keys()]).toEqual(['k']);
    expect(md.size).toBe(2);
  });
});

describe('connect.malformedIn()', () => {
  it('is the first -bin field that is not base64', () => {
    expect(malformedIn(['a-bin', 'AQ', 'k', '!', 'b-bin', '!', 'c-bin', '?'])).toMatchObject({
      name: 'b-bin',
    });
    expect(malformedIn(['a-bin', 'AQ,Ag=='])).toBeUndefined();
  });
});

describe('connect.valuesOf() and fieldsIn()', () => {
  it('read the fields', () => {
    expect(valuesOf(['k', 'a', 'l', 'b', 'k', 'c'], 'k')).toEqual(['a', 'c']);
    expect(
      fieldsIn(
        new Headers([
          ['k', 'a'],
          ['k', 'b'],
        ]),
      ),
    ).toEqual(['k', 'a, b']);
  });
});
