# docker build -t linkaudit . && docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/site" linkaudit audit public --offline
# No browser and no git in it: --changed-only is for a working copy.
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY src ./src
RUN python -m venv /opt/linkaudit \
    && /opt/linkaudit/bin/pip install --no-cache-dir --disable-pip-version-check ".[fast]"

FROM python:3.12-slim
LABEL org.opencontainers.image.title="linkaudit" \
      org.opencontainers.image.description="Audits affiliate links and disclosures of web sites" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/linkaudit /opt/linkaudit
ENV PATH="/opt/linkaudit/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin linkaudit \
    && install --directory --owner 10001 /site
USER 10001:10001
WORKDIR /site
# A command that ends has no health to ask for.
HEALTHCHECK NONE
ENTRYPOINT ["linkaudit"]
CMD ["--help"]
