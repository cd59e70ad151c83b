import type { Rule } from 'eslint';
import type * as ESTree from 'estree';
import { isGrpcJsClient } from './clients';
import { nameIn, parentOf, unwrap, wrap } from './convert';
import { holderOf } from './functions';
import { constantOf, definitionOf, keyOf, originOf, propertyOf } from './origin';
import { ownCall } from './own';
import { dependsOnMdctx } from './packages';
import { ruleOf } from './rule';

const makers = new Set(['createServer', 'createChannel', 'createClient', 'createClientFactory']);
const middlewares = new Map([
  ['createServer', 'serverMiddleware'],
  ['createClientFactory', 'clientMiddleware'],
]);

/** What a runtime makes by itself knows no context: handlers run in none, and calls send none. */
export const noPlainRuntime = ruleOf({
  description: "Disallow servers, channels and clients of nice-grpc and grpc-js without mdctx's interceptors",
  fixable: true,
  messages: {
    niceGrpc: "`{{name}}` of nice-grpc knows no context. Import it from 'mdctx/nice-grpc'.",
    server:
      'A `Server` of grpc-js runs its handlers in no context. Write `new Server({ interceptors: [serverInterceptor()] })`, with `serverInterceptor` of mdctx/grpc-js first.',
    client:
      'A client of grpc-js sends no context. Write `{ interceptors: [clientInterceptor()] }` into its options, with `clientInterceptor` of mdctx/grpc-js.',
  },
  create(context) {
    if (!dependsOnMdctx(context.filename)) return {};
    return {
      CallExpression(node) {
        const origin = originOf(context, node.callee);
        if (origin?.module !== 'nice-grpc' || !makers.has(origin.name)) return;
        const middleware = middlewares.get(origin.name);
        if (middleware !== undefined && isUsed(context, node, middleware)) return;
        if (origin.name === 'createChannel' && usesMiddleware(context)) return;
        const source = sourceOf(context, node.callee);
        const fix = source && ((fixer: Rule.RuleFixer) => fixer.replaceText(source, "'mdctx/nice-grpc'"));
        context.report({ node, messageId: 'niceGrpc', data: { name: origin.name }, fix: fix ?? null });
      },
      ExportNamedDeclaration({ source, specifiers }) {
        const names = source?.value === 'nice-grpc' ? specifiers.map(({ local }) => nameOf(local)) : [];
        const name = names.find((one) => makers.has(one));
        if (!source || name === undefined) return;
        const fix = (fixer: Rule.RuleFixer) => fixer.replaceText(source, "'mdctx/nice-grpc'");
        context.report({ node: source, messageId: 'niceGrpc', data: { name }, fix });
      },
      NewExpression(node) {
        const origin = originOf(context, node.callee);
        const server = origin?.module === '@grpc/grpc-js' && origin.name === 'Server';
        if (!server && !isGrpcJsClient(context, node)) return;
        const options = node.arguments[server ? 0 : 2];
        const name = server ? 'serverInterceptor' : 'clientInterceptor';
        if (!mayIntercept(context, options, name)) {
          context.report({ node, messageId: server ? 'server' : 'client' });
        }
      },
    };
  },
});

function nameOf(node: ESTree.Identifier | ESTree.Literal): string {
  return node.type === 'Identifier' ? node.name : String(node.value);
}

/** Returns the module name in the import that a function comes by, unless that is a namespace of types too. */
function sourceOf(context: Rule.RuleContext, callee: ESTree.Node): ESTree.Literal | undefined {
  const node = unwrap(callee);
  const name = node.type === 'MemberExpression' ? unwrap(node.object) : node;
  if (name.type !== 'Identifier') return undefined;
  const parent = definitionOf(context, name)?.parent;
  return parent?.type === 'ImportDeclaration' ? parent.source : undefined;
}

/** Reports whether `.use(serverMiddleware())` is called on what a call makes, at once or later. */
function isUsed(context: Rule.RuleContext, call: ESTree.Node, middleware: string): boolean {
  if (isUsedAt(context, call, middleware)) return true;
  const chain = chainOf(call);
  const holder = holderOf(context, chain);
  return holder?.references.some((use) => isUsedAt(context, nameIn(use), middleware)) === true;
}

/** Returns the outermost call of `createServer().use(…).use(…)`. */
function chainOf(call: ESTree.Node): ESTree.Node {
  const member = parentOf(wrap(call));
  const next = member?.type === 'MemberExpression' ? parentOf(member) : undefined;
  return next?.type === 'CallExpression' && next.callee === member ? chainOf(next) : call;
}

function isUsedAt(context: Rule.RuleContext, node: ESTree.Node, middleware: string): boolean {
  const member = parentOf(wrap(node));
  if (member?.type !== 'MemberExpression' || propertyOf(member) !== 'use') return false;
  const call = parentOf(member);
  if (call?.type !== 'CallExpression' || call.callee !== member) return false;
  return (
    call.arguments.some((one) => ownCall(context, one) === middleware) || isUsedAt(context, call, middleware)
  );
}

function usesMiddleware({ sourceCode }: Rule.RuleContext): boolean {
  return /['"]mdctx\/nice-grpc\/middleware['"]/.test(sourceCode.text);
}

/** Reports whether options have our interceptor, or may have: what does not stand in the file is not judged. */
function mayIntercept(context: Rule.RuleContext, options: ESTree.Node | undefined, name: string): boolean {
  if (options === undefined) return false;
  const node = constantOf(context, options);
  if (node === undefined) return true;
  if (node.type !== 'ObjectExpression') return node.type !== 'Literal';
  let spread = false;
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') spread = true;
    else if (keyOf(property) === 'interceptors') return holdsInterceptor(context, property.value, name);
    else if (keyOf(property) === 'interceptor_providers') return true;
  }
  return spread;
}

function holdsInterceptor(context: Rule.RuleContext, value: ESTree.Node, name: string): boolean {
  const list = constantOf(context, value);
  if (list?.type !== 'ArrayExpression') return true;
  return list.elements.some((element) => {
    if (element === null || element.type === 'SpreadElement') return element !== null;
    const made = constantOf(context, element);
    if (made !== undefined) return ownCall(context, made) === name;
    return /^[.@#~]/.test(originOf(context, element)?.module ?? ''); // of the user's own, and maybe ours again
  });
}
