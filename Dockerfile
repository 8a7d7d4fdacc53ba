# syntax=docker/dockerfile:1

# What we depend on, in stages and layers of its own: a change of our code, or of our version, neither downloads nor copies it again.
FROM maven:3.9.9-eclipse-temurin-17 AS pom
WORKDIR /src
COPY pom.xml ./
RUN sed -i '/<artifactId>pngx-controller</{n;s|<version>.*</version>|<version>0</version>|;}' pom.xml

FROM maven:3.9.9-eclipse-temurin-17 AS dependencies
WORKDIR /src
COPY --from=pom /src/pom.xml ./
RUN mvn -B -ntp package -Dmaven.test.skip=true

FROM dependencies AS build
COPY pom.xml ./
COPY src/main src/main
COPY image image
COPY scripts scripts
RUN rm -rf target && mvn -B -ntp -o package -Dmaven.test.skip=true && scripts/lay-out target /layout

FROM eclipse-temurin:17-jre-jammy
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="pngx-controller" \
      org.opencontainers.image.description="Keeps replica paperless-ngx instances equal to a master, over the public REST API." \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
COPY --from=dependencies /src/target/lib/ lib/
COPY --from=build /layout/ ./
COPY scripts/archive-classes /usr/local/bin/
# /data is for whatever user the container is told to run as; nothing else can be written to.
RUN archive-classes /app && ln -s /app/pngx-controller /usr/local/bin/pngx-controller && install -d -m 0777 /data
USER 10001:10001
ENV DATABASE_URL=sqlite:////data/db.sqlite3
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
  CMD ["pngx-controller", "health"]
ENTRYPOINT ["pngx-controller"]
