# Images of the command, of the server and of the sample web API. None has a shell or a package manager, and all run as a user
# without rights, on a root that may be read-only: docs/deployment.md.
#   docker build --target strata -t strata:0.1.0 .
#   docker build --target server -t strata-server:0.1.0 .
#   docker build --target webapi -t soundwave-api:0.1.0 .

FROM mcr.microsoft.com/dotnet/sdk:10.0-noble-aot AS source
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source
COPY . .
# Analyzers have looked at it where it was tested.

FROM source AS strata-build
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish src/Strata.Cli -c Release -o /out --nologo -p:RunAnalyzers=false \
    && rm -f /out/*.dbg

FROM source AS server-build
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish src/Strata.Server -c Release -o /out --nologo -p:RunAnalyzers=false

FROM source AS webapi-build
RUN --mount=type=cache,target=/root/.nuget/packages \
    dotnet publish samples/WebApi -c Release -o /out --nologo -p:RunAnalyzers=false -p:UseAppHost=false

FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled AS strata
COPY --from=strata-build /out/strata /usr/local/bin/strata
# Where the project's files are mounted. What the command keeps is lost with the container.
WORKDIR /work
ENV STRATA_CACHE_DIRECTORY=/tmp/strata
USER $APP_UID
# For "strata watch" and "strata run", which go on: whether what is mounted can be deployed.
HEALTHCHECK --interval=60s --timeout=15s --start-period=5s --retries=3 CMD ["/usr/local/bin/strata", "validate"]
ENTRYPOINT ["/usr/local/bin/strata"]
CMD ["--help"]

# Whoever runs it asks its addresses below /health. Sources in git need a program that is not here: directories are taken.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS server
COPY --from=server-build /out /opt/strata-server
WORKDIR /data
ENV STRATA_DATA=/data DOTNET_EnableDiagnostics=0
EXPOSE 8443
USER $APP_UID
ENTRYPOINT ["/opt/strata-server/strata-server"]
CMD ["serve", "--help"]

# Last, and so what is built where no target is named. With -extra for ICU: texts are compared as their languages want it.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra AS webapi
WORKDIR /app
COPY --from=webapi-build /out .
COPY samples/WebApi/overrides overrides
# Diagnostics would write a socket to /tmp.
ENV ASPNETCORE_URLS=http://+:8000 DOTNET_EnableDiagnostics=0
EXPOSE 8000
USER $APP_UID
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=6 CMD ["dotnet", "Strata.Samples.WebApi.dll", "--probe", "http://127.0.0.1:8000/health/live"]
ENTRYPOINT ["dotnet", "Strata.Samples.WebApi.dll"]
