# One image that holds the whole house; the launcher inside supervises it.
# Tried: built and run by podman 4.3 and podman-compose 1.6 on base images of the same names made by hand (Debian 12, Node 24, Go 1.26):
# first start, the administrator's link, the health check's command, stop, start with the data kept. Not tried: Docker, the official base images.
FROM golang:1.26.8-bookworm AS go

FROM node:24-bookworm-slim
COPY --from=go /usr/local/go /usr/local/go
ENV PATH=/usr/local/go/bin:$PATH XDG_CACHE_HOME=/var/cache/sal SAL_MODE=production SAL_DATA=/data SAL_HOST=0.0.0.0
WORKDIR /opt/sal
COPY . .
# Everything that a first start would fetch and build, so that the container starts in seconds and needs no package source.
RUN node web/launch/prepare.mjs && rm -rf /root/go /root/.cache/go-build /usr/local/go /data/logs
VOLUME ["/data", "/var/lib/sal"]
EXPOSE 3000/tcp 44400-44415/udp 44400-44415/tcp
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:'+JSON.parse(require('fs').readFileSync('/data/run/status.json')).ports.internal+'/health').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "web/launch/start.mjs"]
