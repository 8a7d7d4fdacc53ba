# Dependencies have their own stages and layers, so that a change of the code or of the version does not download or copy
# them again. The stages of Maven run on the platform that builds, for every platform of the image.
FROM --platform=$BUILDPLATFORM maven:3.9.9-eclipse-temurin-17 AS pom
WORKDIR /src
COPY pom.xml ./
RUN sed -i '/<artifactId>pngx-controller</{n;s|<version>.*</version>|<version>0</version>|;}' pom.xml

FROM --platform=$BUILDPLATFORM maven:3.9.9-eclipse-temurin-17 AS dependencies
WORKDIR /src
COPY --from=pom /src/pom.xml ./
COPY scripts/without-foreign-natives scripts/
RUN mvn -B -ntp package -Dmaven.test.skip=true && cp -a target/lib /lib-of-the-image && scripts/without-foreign-natives /lib-of-the-image

FROM dependencies AS build
ARG TARGETARCH
COPY pom.xml ./
COPY src/main src/main
COPY image image
COPY scripts scripts
RUN rm -rf target && mvn -B -ntp -o package -Dmaven.test.skip=true && scripts/lay-out target /layout "${TARGETARCH:-}"

FROM eclipse-temurin:17-jre-jammy
# scripts/bump-version raises it together with pom.xml.
ARG VERSION=0.1.0
ARG REVISION=
ARG SOURCE=
LABEL org.opencontainers.image.title="pngx-controller" \
      org.opencontainers.image.description="Keeps replica paperless-ngx instances equal to a master, over the public REST API." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
COPY --from=dependencies /lib-of-the-image/ lib/
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
