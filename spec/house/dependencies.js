// Who may import whom in lib/, as docs/contributing.md says it: the configuration of dependency-cruiser, which
// `npm run lint` runs. `import type` counts, and so does a `require` within a function.

const floors = Object.entries(require('./floors.json'));

/** The folders that meet a runtime, and which folders besides `testing` may import each. */
const adapters = {
  'grpc-js': ['nice-grpc', 'nestjs', 'stub'],
  connect: [],
  'nice-grpc/middleware': ['nice-grpc'],
  'nice-grpc': [],
  nestjs: [],
  stub: [],
};

/** The packages that lib/ may import, and the only files that may import each. */
const packages = {
  'nice-grpc-common': '^lib/(?!context/)',
  'nice-grpc': '^lib/nice-grpc/(?!middleware/)',
  '@grpc/grpc-js': '^lib/(grpc-js|nestjs|nice-grpc|stub|testing)/(?!middleware/)',
  '@bufbuild/protobuf': '^lib/(grpc|status|connect|interceptors)/',
  '@bufbuild/protovalidate': '^lib/interceptors/',
  'prom-client': '^lib/interceptors/',
  'nice-grpc-error-details': '^lib/status/rich-error\\.ts$',
  '@nestjs/(common|microservices)': '^lib/nestjs/',
  rxjs: '^lib/nestjs/',
  '@opentelemetry/api': '^lib/otel/',
  '@connectrpc/connect(-node)?': '^lib/connect/',
  eslint: '^lib/eslint-plugin/',
  '@types/estree': '^lib/eslint-plugin/',
  typescript: '^lib/eslint-plugin/',
};

/** The files of a folder that has a floor, without those of a folder in it that has its own. */
function filesOf(folder) {
  const nested = floors.map(([other]) => other).filter((other) => other.startsWith(`${folder}/`));
  const rest = nested.map((other) => `(?!${other.slice(folder.length + 1)}/)`).join('');
  return `^lib/${folder}/${rest}`;
}

/** The two files through which another folder is imported. */
function doorOf(folder) {
  return `^lib/${folder}/(index|internal)\\.ts$`;
}

function mayImport(folder, floor) {
  const below = floors.filter(([, other]) => other < floor).map(([other]) => other);
  return below.filter((other) => {
    const guests = adapters[other];
    return guests === undefined || folder === 'testing' || guests.includes(folder);
  });
}

const directions = floors.map(([folder, floor]) => ({
  name: `${folder}: its own files, and floors below through index.ts or internal.ts`,
  from: { path: filesOf(folder) },
  to: { path: '^lib/', pathNot: [filesOf(folder), ...mayImport(folder, floor).map(doorOf)] },
}));

const owners = Object.entries(packages).map(([name, path]) => ({
  name: `${name} is for ${path}`,
  from: { path: '^lib/', pathNot: path },
  to: { path: `^node_modules/${name}/` },
}));

module.exports = {
  forbidden: [
    ...directions,
    {
      name: 'index.ts: the core, nothing that needs a peer or a policy',
      from: { path: '^lib/index\\.ts$' },
      to: { pathNot: mayImport('', 2.5).map(doorOf) },
    },
    {
      name: 'a folder has its floor in spec/house/floors.json',
      from: { path: '^lib/', pathNot: ['^lib/index\\.ts$', ...floors.map(([folder]) => `^lib/${folder}/`)] },
      to: {},
    },
    { name: 'no circles', from: {}, to: { circular: true } },
    ...owners,
    {
      name: 'node:async_hooks is for context/ambient.ts',
      from: { pathNot: '^lib/context/ambient\\.ts$' },
      to: { path: '^(node:)?async_hooks$' },
    },
    {
      name: 'the inner files of grpc-js are for types, and for the connect timeout',
      from: { path: '^lib/', pathNot: '^lib/grpc-js/client/connect-timeout\\.ts$' },
      to: {
        path: '^node_modules/@grpc/grpc-js/build/src/(?!index\\.)',
        dependencyTypesNot: ['type-only', 'type-import'],
      },
    },
    {
      name: 'the tools of eslint-plugin/ are for types',
      from: { path: '^lib/eslint-plugin/' },
      to: { path: '^node_modules/', dependencyTypesNot: ['type-only', 'type-import'] },
    },
    {
      name: 'no other packages, and nothing outside of lib/',
      from: { path: '^lib/' },
      to: {
        pathNot: ['^lib/', ...Object.keys(packages).map((name) => `^node_modules/${name}/`)],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'a file is named for its idea',
      from: {},
      to: {
        path: '/(utils?|helpers?|commons?|types?|constants?|misc|shared-utils)\\.ts$',
        pathNot: 'node_modules',
      },
    },
  ].map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'require', 'node', 'default'],
    },
  },
};
