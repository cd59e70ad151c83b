import { Join, MD, New, Pairs } from 'mdctx';

// #region make
const a = New({ k1: 'v1', k2: ['v2', 'v3'] }); // a list is more than Go's New takes
const b = Pairs('k1', 'v1', 'k1', 'v2', 'K2', 'v3'); // k1 has two values, K2 is k2
const c = Join(a, b); // shares nothing with a and b
// #endregion
console.log(a.get('k2'), b.get('k1'), b.get('k2'), c.get('k1'));

// #region change
const md = new MD();
md.set('lang', 'en').append('Lang', 'de', 'fr'); // keys are folded to lower case at the door
const langs = md.get('LANG'); // ['en', 'de', 'fr']: the list itself, as in Go
const none = md.get('region'); // undefined
md.delete('lang');
// #endregion
console.log(langs, none, md.size);

// #region binary
const binary = Pairs('trace-bin', new Uint8Array([0, 255]), 'trace-bin', '\x01');
const strings = binary.get('trace-bin'); // one character is one byte, as in Go: ['\x00\xff', '\x01']
const bytes = binary.bytes('trace-bin'); // [Uint8Array [0, 255], Uint8Array [1]]
// #endregion
console.log(strings, bytes);

// #region print
const secret = Pairs('authorization', 'Bearer s3cr3t', 'user-agent', 'shop/1.2');
const printed = `${secret} ${JSON.stringify({ secret })}`;
// #endregion
console.log(printed);
console.log(secret);

// Output:
// [ 'v2', 'v3' ] [ 'v1', 'v2' ] [ 'v3' ] [ 'v1', 'v1', 'v2' ]
// [ 'en', 'de', 'fr' ] undefined 0
// [ '\x00ÿ', '\x01' ] [ Uint8Array(2) [ 0, 255 ], Uint8Array(1) [ 1 ] ]
// map[user-agent:[shop/1.2] <1 redacted>] {"secret":"map[user-agent:[shop/1.2] <1 redacted>]"}
// map[user-agent:[shop/1.2] <1 redacted>]
