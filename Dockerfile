# One image that holds the whole house; the launcher inside supervises it. Not tried: no container engine was at hand where it was written.
FROM debian:12-slim AS go
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates curl
ARG GO_VERSION=1.26.8
RUN curl -fsSL "https://go.dev/dl/go${GO_VERSION}.linux-$(dpkg --print-architecture).tar.gz" | tar -xz -C /usr/local

FROM node:24-bookworm-slim
COPY --from=go /usr/local/go /usr/local/go
ENV PATH=/usr/local/go/bin:$PATH XDG_CACHE_HOME=/var/cache/sal SAL_MODE=production SAL_DATA=/data SAL_HOST=0.0.0.0
WORKDIR /opt/sal
COPY . .
# Everything that a first start would fetch and build, so that the container starts in seconds and needs no package source.
RUN node web/launch/prepare.mjs && rm -rf /root/go /root/.cache/go-build /usr/local/go /data/logs
VOLUME ["/data", "/var/lib/sal"]
EXPOSE 3000/tcp 44400-44415/udp 44400-44415/tcp
ENV SAL_RTC_PORT=44400
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:'+JSON.parse(require('fs').readFileSync('/data/run/status.json')).ports.internal+'/health').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "web/launch/start.mjs"]
