# The app of docker-compose.yml. Without Docker: ./run.sh
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
RUN apt-get update && apt-get install -y --no-install-recommends nodejs npm && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN dotnet publish src/HybridBpo.Host -c Release -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update && apt-get install -y --no-install-recommends poppler-utils curl && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
# Master key and send journal; a volume made here belongs to the app's user.
RUN mkdir /data && chown $APP_UID /data && chmod 700 /data
ENV HYBRIDBPO_DATA=/data
VOLUME /data
USER $APP_UID
EXPOSE 5080 5081
ENTRYPOINT ["dotnet", "HybridBpo.Host.dll"]
CMD ["demo", "--urls", "http://0.0.0.0:5080"]
