using System.Security.Cryptography;
using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

public sealed class SealSignerTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_configured_key_signs_checkpoints_whether_given_as_text_or_as_a_file(bool asFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, key.ExportPkcs8PrivateKeyPem(), Ct);
            var settings = new Dictionary<string, string?> { [SealSigner.Key] = asFile ? file : key.ExportECPrivateKeyPem() };
            await using var services = TestPlatform.Build(database, (added, _) => added.AddEvents(typeof(ParcelOpened)), settings: settings);
            var session = services.GetRequiredService<EventStore>().OpenSession("fernbrook", Access.System("test"));
            session.StartStream<Parcel>(Guid.CreateVersion7(), new ParcelOpened("a"));
            Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
            var sealer = services.GetRequiredService<Sealer>();
            await sealer.SealAsync("fernbrook", Ct);
            var checkpoint = (await sealer.CheckpointAsync("fernbrook", Ct))!;
            Assert.Equal(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), checkpoint.PublicKey);
            var found = await services.GetRequiredService<LogVerifier>().VerifyAsync("fernbrook", checkpoint, ct: Ct);
            Assert.Equal((true, "own"), (found.Ok, found.KeyProof));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_key_that_cannot_sign_is_refused_without_being_quoted()
    {
        using var wide = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var half = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var unfit in new[] { "/not/there.pem", "secret words", wide.ExportPkcs8PrivateKeyPem(), half.ExportSubjectPublicKeyInfoPem() })
        {
            var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(SealSigner.Key, (string?)unfit)]).Build();
            var refused = Assert.Throws<InvalidOperationException>(() => SealSigner.Read(settings));
            Assert.Contains("openssl genpkey", refused.Message);
            Assert.DoesNotContain(unfit, refused.Message);
        }

        Assert.Null(SealSigner.Read(new ConfigurationBuilder().Build()));
    }

    [Fact]
    public async Task A_modules_upcast_reads_what_an_older_release_appended()
    {
        var stream = Guid.CreateVersion7();
        await using (var older = TestPlatform.Build(database, (added, _) => added.AddEvents(typeof(ParcelWrapped))))
        {
            var session = older.GetRequiredService<EventStore>().OpenSession("fernbrook", Access.System("test"));
            session.StartStream<Parcel>(stream, new ParcelWrapped("a"));
            Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        }

        await using var today = TestPlatform.Build(database, (added, _) => added.AddEvents(typeof(ParcelOpened)).AddUpcasts(events =>
            events.Upcast<ParcelOpened>("parcel_wrapped", json => new System.Text.Json.Nodes.JsonObject { ["Label"] = json["Paper"]!.DeepClone() })));
        var read = await today.GetRequiredService<EventStore>().FetchStreamAsync("fernbrook", stream, ct: Ct);
        Assert.Equal(new ParcelOpened("a"), Assert.Single(read).Data);
    }

    public sealed record ParcelWrapped([property: Code] string Paper);
}
