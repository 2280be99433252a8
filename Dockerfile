# One image for all services of ours; `rules` adds promtool to it. Built by docker-compose.yml, which pins the bases.
# Nothing of ours is compiled: Node runs the TypeScript sources, and only the console is built.
ARG NODE_IMAGE=library/node:24.21.0-bookworm-slim
ARG PROMETHEUS_IMAGE=prom/prometheus:v3.14.0

# The manifests alone, so that an edit of a source does not install everything again.
FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY cli/package.json cli/
COPY dashboards/package.json dashboards/
COPY packages/channels/package.json packages/channels/
COPY packages/guards/package.json packages/guards/
COPY packages/kit/package.json packages/kit/
COPY packages/rules/package.json packages/rules/
COPY packages/store/package.json packages/store/
COPY packages/supervisor/package.json packages/supervisor/
COPY packages/template/package.json packages/template/
COPY services/load/package.json services/load/
COPY services/router/package.json services/router/
COPY services/rules/package.json services/rules/
COPY services/sandbox/package.json services/sandbox/
COPY services/secrets/package.json services/secrets/
COPY services/shop/package.json services/shop/
COPY web/package.json web/
# No script of a package runs: none is needed, and the `node` package would fetch a second Node.
ENV npm_config_ignore_scripts=true npm_config_update_notifier=false

FROM manifests AS modules
# Empty: npm's own.
ARG TOCSIN_NPM_REGISTRY=
RUN npm ci ${TOCSIN_NPM_REGISTRY:+--registry=$TOCSIN_NPM_REGISTRY} --omit=dev \
    -w services/load -w services/router -w services/rules -w services/sandbox -w services/secrets -w services/shop

FROM manifests AS console
ARG TOCSIN_NPM_REGISTRY=
RUN npm ci ${TOCSIN_NPM_REGISTRY:+--registry=$TOCSIN_NPM_REGISTRY}
COPY services/router/src/console/contract.ts services/router/src/console/
COPY web web
RUN npm run --silent build -w web

FROM ${NODE_IMAGE} AS service
WORKDIR /app
ENV NODE_ENV=production
# A named volume takes over the owner of the folder it covers.
RUN mkdir -p /data /rules /secrets/grafana /secrets/postgres /secrets/shop /secrets/valkey \
 && chown -R node:node /data /rules /secrets
# The workspace links in node_modules stay links: Node strips no types below node_modules.
COPY --from=modules /app/package.json ./
COPY --from=modules /app/node_modules node_modules
COPY packages packages
COPY services services
COPY --from=console /app/web/dist web/dist
USER node

# Debian's promtool is a link, and copying follows it.
FROM ${PROMETHEUS_IMAGE} AS prometheus

FROM service AS rules
COPY --from=prometheus /bin/promtool /usr/local/bin/promtool
