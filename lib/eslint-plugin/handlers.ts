import type { Rule, Scope } from 'eslint';
import type * as ESTree from 'estree';
import { childOf, childrenOf, nameIn, parentOf, wrap } from './convert';
import { enclosing, type FunctionNode, holderOf, isFunction, within } from './functions';
import { propertyOf } from './origin';
import { ownCall } from './own';

// A handler is a function that a server calls for each call of a client. Servers take them in an object or a class, so
// it is known by where that goes, or by its type: the types that generators write have names with these endings.

const implementations =
  /\b\w*(ServiceImplementation|ServiceHandlers|ServiceImpl|Handlers|UntypedServiceImplementation|UntypedHandleCall)\b/;
const calls = /\bhandle(Unary|ServerStreaming|ClientStreaming|BidiStreaming)Call\b/;
const methods = new Set(['add', 'addService', 'service']);
const functions = new Set(['register', 'intercept']);
const decorators = /^@(GrpcMethod|GrpcStreamMethod|GrpcStreamCall)\b/;

/** Returns the handler that is `node`, or is around it: the outermost of the functions that are handlers. */
export function handlerAround(context: Rule.RuleContext, node: ESTree.Node): FunctionNode | undefined {
  let at = isFunction(node) ? node : enclosing(node);
  while (at !== undefined && !isHandler(context, at)) at = enclosing(at);
  return at;
}

/** Reports whether a function is a handler. */
export function isHandler(context: Rule.RuleContext, node: FunctionNode): boolean {
  const parent = parentOf(wrap(node));
  if (parent?.type === 'Property') return isMember(context, parent);
  if (parent?.type === 'MethodDefinition') return isMethod(context, parent);
  const holder = holderOf(context, node);
  if (holder === undefined) return false;
  if (hasAnnotation(context, holder.identifiers[0], calls)) return true;
  return holder.references.some((reference) => {
    const name = nameIn(reference);
    const place = parentOf(name);
    return place?.type === 'Property' && place.value === name && isMember(context, place);
  });
}

function isMember(context: Rule.RuleContext, property: ESTree.Property): boolean {
  const object = parentOf(property);
  return object?.type === 'ObjectExpression' && isImplementation(context, object);
}

function isMethod(context: Rule.RuleContext, method: ESTree.MethodDefinition): boolean {
  if (method.kind !== 'method' || method.static) return false;
  const marks = childrenOf(method, 'decorators').map((decorator) => context.sourceCode.getText(decorator));
  if (marks.some((mark) => decorators.test(mark))) return true;
  const body = parentOf(method);
  const owner = body && parentOf(body);
  if (owner === undefined || (owner.type !== 'ClassDeclaration' && owner.type !== 'ClassExpression'))
    return false;
  const named = childrenOf(owner, 'implements').map((one) => context.sourceCode.getText(one));
  if (named.some((name) => implementations.test(name))) return true;
  const holder = holderOf(context, owner);
  return (
    holder?.references.some((reference) => {
      const made = parentOf(nameIn(reference));
      return made?.type === 'NewExpression' && isImplementation(context, made);
    }) === true
  );
}

/** Reports whether an object, or what `new` makes, is given to a server, or has the type of what is. */
function isImplementation(context: Rule.RuleContext, node: ESTree.Node): boolean {
  if (isGiven(context, node) || isTyped(context, node)) return true;
  const holder = holderOf(context, node);
  return holder !== undefined && isGivenLater(context, holder);
}

function isGivenLater(context: Rule.RuleContext, { references }: Scope.Variable): boolean {
  return references.some((reference) => isGiven(context, nameIn(reference)));
}

/** Reports whether a node is what a server is given as the implementation of a service. */
function isGiven(context: Rule.RuleContext, node: ESTree.Node): boolean {
  const outer = wrap(node);
  const call = parentOf(outer);
  if (call?.type === 'SpreadElement') {
    const object = parentOf(call);
    return object !== undefined && isGiven(context, object);
  }
  if (call?.type !== 'CallExpression') return false;
  const given: readonly ESTree.Node[] = call.arguments;
  const index = given.indexOf(outer);
  const own = ownCall(context, call);
  if (own !== undefined && functions.has(own)) return index >= 1;
  const name = call.callee.type === 'MemberExpression' ? propertyOf(call.callee) : undefined;
  return name !== undefined && methods.has(name) && index === 1;
}

/** Reports whether a node is written where something of the type of an implementation belongs. */
function isTyped(context: Rule.RuleContext, node: ESTree.Node): boolean {
  for (let at: ESTree.Node | undefined = node, outer = wrap(node); at !== undefined; at = parentOf(at)) {
    if (hasType(context, at)) return true;
    if (at === outer) break;
  }
  const parent = parentOf(wrap(node));
  if (parent?.type === 'VariableDeclarator') return hasAnnotation(context, parent.id, implementations);
  const returns = parent?.type === 'ReturnStatement' || parent?.type === 'ArrowFunctionExpression';
  const owner = returns ? enclosing(node) : undefined;
  const result = owner && childOf(owner, 'returnType');
  return result !== undefined && implementations.test(context.sourceCode.getText(result));
}

/** `… satisfies GreeterServiceImplementation`. */
function hasType(context: Rule.RuleContext, node: ESTree.Node): boolean {
  const type = node.type === 'ObjectExpression' ? undefined : childOf(node, 'typeAnnotation');
  return type !== undefined && implementations.test(context.sourceCode.getText(type));
}

function hasAnnotation(context: Rule.RuleContext, node: ESTree.Node | undefined, pattern: RegExp): boolean {
  const annotation = node && childOf(node, 'typeAnnotation');
  return annotation !== undefined && pattern.test(context.sourceCode.getText(annotation));
}

const ends = new Set(['end', 'emit', 'write', 'destroy', 'sendMetadata']);

/**
 * Reports whether a handler of grpc-js replies in `node`: by its callback, or by writing to its call. Such a call lasts
 * until then, whenever the handler returns.
 */
export function repliesIn(context: Rule.RuleContext, node: ESTree.Node, handler: FunctionNode): boolean {
  const [call, reply] = handler.params.map((one) => (one.type === 'Identifier' ? one.name : undefined));
  for (const at of within(context, node)) {
    if (at.type !== 'Identifier') continue;
    const member = parentOf(at);
    if (at.name === reply && member !== undefined && isCalledBy(member, at)) return true;
    if (at.name !== call || member?.type !== 'MemberExpression') continue;
    if (ends.has(propertyOf(member) ?? '')) return true;
  }
  return false;
}

/** Reports whether a call calls what `name` means, or a promise does: `reply(null, one)`, `then(send, reply)`. */
function isCalledBy(call: ESTree.Node, name: ESTree.Identifier): boolean {
  if (call.type !== 'CallExpression') return false;
  if (call.callee === name) return true;
  return (
    call.callee.type === 'MemberExpression' && /^(then|catch|finally)$/.test(propertyOf(call.callee) ?? '')
  );
}
