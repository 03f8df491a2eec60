# The service alone: Node 24, the packages it needs to run, the source as it is. State lives in a volume of the unprivileged user.
FROM node:24-slim

ENV NODE_ENV=production
WORKDIR /app

# Packages first: they change less often than the source. No install scripts: nothing that runs needs one.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

COPY LICENSE ./
COPY config ./config
COPY src ./src

RUN mkdir state && chown node:node state && chmod 700 state
USER node
VOLUME /app/state

# The operator door listens on loopback inside the container; publish it only after setting operator.host: then all data wants the token.
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.MM__OPERATOR__PORT ?? 8080}/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

# A stop is the same clean end as Ctrl-C: quotes are cancelled, then the report is printed. Allow it its time (docker stop -t 15).
STOPSIGNAL SIGINT
CMD ["node", "--max-semi-space-size=2", "--no-parallel-scavenge", "src/main.ts", "run"]
