import type { Rule } from 'eslint';
import type * as ESTree from 'estree';
import { childOf, unwrap } from './convert';
import { constantOf, definitionOf, originOf, propertyOf } from './origin';
import { ownCall } from './own';
import { isOwnType, isTypeOf, namesOf, typeAt } from './type-info';

/** The shape of a client: which arguments its methods take. */
export type Shape = 'nice-grpc' | 'grpc-js' | 'stub';

/** Returns the shape of the client whose method a call calls; `undefined` if it is not known to call one. */
export function clientCalled(
  context: Rule.RuleContext,
  { callee }: ESTree.SimpleCallExpression,
): Shape | undefined {
  const target = unwrap(callee);
  if (target.type !== 'MemberExpression' || target.object.type === 'Super') return undefined;
  const name = propertyOf(target);
  if (name === undefined || notCalls.has(name)) return undefined;
  return shapeOf(context, target.object);
}

/** What clients have in addition to the methods of their services. */
const notCalls = new Set([
  'close',
  'getChannel',
  'waitForReady',
  'create',
  'use',
  'on',
  'once',
  'then',
  'bind',
]);

function shapeOf(context: Rule.RuleContext, expression: ESTree.Node): Shape | undefined {
  const node = unwrap(expression);
  const typed = shapeByType(context, node);
  if (typed !== undefined) return typed;
  if (node.type === 'MemberExpression') return shapeByName(propertyOf(node));
  if (node.type === 'CallExpression' || node.type === 'NewExpression') return shapeOfMade(context, node);
  if (node.type !== 'Identifier') return undefined;
  const definition = definitionOf(context, node);
  const init =
    definition?.type === 'Variable' && definition.node.id.type === 'Identifier' ? definition.node.init : null;
  const made = init ? unwrap(init) : undefined;
  const shape = made && shapeOfMade(context, made);
  return shape ?? shapeByAnnotation(context, definition?.name) ?? shapeByName(node.name);
}

function shapeByType(context: Rule.RuleContext, node: ESTree.Node): Shape | undefined {
  const type = typeAt(context, node)?.type;
  if (type === undefined) return undefined;
  if (isOwnType(type, 'StubClient')) return 'stub';
  if (isTypeOf(type, ['@grpc/grpc-js'], /^(Service)?Client$/)) return 'grpc-js';
  if (isTypeOf(type, ['nice-grpc', '@connectrpc/connect'], /^(Raw)?Client$/)) return 'nice-grpc';
  return namesOf(type).some((name) => shapeByName(name) !== undefined) ? 'nice-grpc' : undefined;
}

function shapeOfMade(context: Rule.RuleContext, node: ESTree.Node): Shape | undefined {
  if (node.type === 'NewExpression') return isGrpcJsClient(context, node) ? 'grpc-js' : undefined;
  if (node.type !== 'CallExpression') return undefined;
  if (ownCall(context, node) === 'newClient') return 'stub';
  const origin = originOf(context, node.callee);
  if (origin?.name === 'createClient') return 'nice-grpc';
  const { callee } = node;
  const creates = callee.type === 'MemberExpression' && propertyOf(callee) === 'create';
  return creates && isFactory(context, callee.object) ? 'nice-grpc' : undefined;
}

function isFactory(context: Rule.RuleContext, expression: ESTree.Node): boolean {
  const node = unwrap(expression);
  if (node.type === 'Identifier') {
    const definition = definitionOf(context, node);
    const init = definition?.type === 'Variable' ? definition.node.init : undefined;
    return init ? isFactory(context, init) : false;
  }
  if (node.type !== 'CallExpression') return false;
  if (originOf(context, node.callee)?.name === 'createClientFactory') return true;
  return node.callee.type === 'MemberExpression' && isFactory(context, node.callee.object);
}

/** Reports whether `new` makes a client of grpc-js: its own, or one with the credentials of grpc-js. */
export function isGrpcJsClient(context: Rule.RuleContext, node: ESTree.NewExpression): boolean {
  const origin = originOf(context, node.callee);
  if (origin?.module === '@grpc/grpc-js') return origin.name === 'Client';
  const made = node.arguments[1] && constantOf(context, node.arguments[1]);
  if (made?.type !== 'CallExpression') return false;
  const credentials =
    made.callee.type === 'MemberExpression' ? originOf(context, made.callee.object) : undefined;
  return (
    credentials?.module === '@grpc/grpc-js' && /^(credentials|ChannelCredentials)$/.test(credentials.name)
  );
}

function shapeByAnnotation(context: Rule.RuleContext, node: ESTree.Node | undefined): Shape | undefined {
  const annotation = node && childOf(node, 'typeAnnotation');
  if (annotation === undefined) return undefined;
  const text = context.sourceCode.getText(annotation);
  if (/\bStubClient\b/.test(text)) return 'stub';
  return /Client\b/.test(text) ? 'nice-grpc' : undefined;
}

/** Names of clients of other things than gRPC services. */
const others =
  /^(amqp|apollo|axios|cache|db|docker|elastic|graphql|http|https|kafka|kube|ldap|mail|metrics|mongo|mysql|nats|oauth|pg|pool|postgres|prisma|query|rabbit|redis|s3|smtp|sns|sql|sqs|statsd)\w*Client$/i;

function shapeByName(name: string | undefined): Shape | undefined {
  if (name === undefined || !/^(client|\w+Client)$/.test(name)) return undefined;
  return others.test(name) ? undefined : 'nice-grpc';
}
