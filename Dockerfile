# The service alone: Node, the built service and assets, the sources for operators' commands. Another base by NODE_IMAGE.
ARG NODE_IMAGE=node:26-bookworm-slim
ARG RUNTIME_IMAGE=debian:bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Scripts are left out but for the pinned Node's own, which puts its binary in place.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
  && npm rebuild node --loglevel=error
COPY vite.config.ts vite.service.config.ts tsconfig.json ./
COPY src src
RUN for config in vite.config.ts vite.service.config.ts; do \
    node_modules/node/bin/node node_modules/vite/bin/vite.js build -c $config --logLevel warn || exit 1; done
# What runs, and nothing that only builds or tests.
RUN cp "$(readlink -f node_modules/node/bin/node)" /usr/local/bin/pinned-node \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error

FROM ${RUNTIME_IMAGE}
RUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update -qq \
  && apt-get install -y -qq --no-install-recommends ca-certificates libatomic1 \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin latchkey
WORKDIR /app
# Where one instance puts the assets for the proxy in front.
RUN install -d -o latchkey -g latchkey /assets
COPY --from=build /usr/local/bin/pinned-node /usr/local/bin/node
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/bundle bundle
COPY package.json LICENSE ./
COPY migrations migrations
COPY src src
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 MANAGEMENT_HOST=0.0.0.0 MANAGEMENT_PORT=9464 TMPDIR=/tmp
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=10s --start-period=60s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9464 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line = *' 200 '* ]]"]
CMD ["node", "bundle/main.js"]
