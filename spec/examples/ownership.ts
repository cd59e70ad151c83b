import { metadata, newOutgoingContext, Pairs } from 'mdctx';

// #region copies
const md = Pairs('k', 'v1');
const ctx = newOutgoingContext(md);
md.append('k', 'v2'); // changes md alone: the context has a copy
metadata.fromOutgoingContext(ctx)?.append('k', 'v3'); // changes a copy: so does each read
const values = metadata.valueFromOutgoingContext(ctx, 'k'); // ['v1']
// #endregion
console.log(values);

// #region lists
md.get('k')?.push('v4'); // changes md: get gives the list itself, as in Go
// #endregion
console.log(md.get('k'));

// Output:
// [ 'v1' ]
// [ 'v1', 'v2', 'v4' ]
