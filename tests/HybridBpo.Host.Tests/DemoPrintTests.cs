using HybridBpo.Host.Demo;
using HybridBpo.Host.SignIn;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

public sealed class DemoPrintTests(TestHost host) : IClassFixture<TestHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_secrets_that_still_let_somebody_in_are_printed()
    {
        var maren = await AddAsync("maren", Roles.Collector);
        var tobias = await AddAsync("tobias", Roles.Collector);
        var ines = await AddAsync("ines", Roles.Supervisor, second: true);
        var jonas = await AddAsync("jonas", Roles.Supervisor, second: true);
        await ResetAsync("tobias", secondFactor: false);
        await ResetAsync("jonas", secondFactor: true);
        await using var scope = host.App.Services.CreateAsyncScope();
        var printed = new StringWriter();
        await DemoPrint.WriteAsync(scope.ServiceProvider, printed, [maren, tobias, ines, jonas], Ct);
        Assert.Contains($"maren    {maren.Password}{printed.NewLine}", $"{printed}");
        Assert.Contains("tobias   (password changed since; for a new one: ./run.sh user reset tobias)", $"{printed}");
        Assert.Contains($"ines     {ines.Password}  code: ./run.sh user code ines   otpauth://", $"{printed}");
        Assert.Contains($"secret={ines.SecondFactorKey}&", $"{printed}");
        Assert.DoesNotContain(tobias.Password, $"{printed}");
        Assert.DoesNotContain(jonas.Password, $"{printed}");
        Assert.DoesNotContain(jonas.SecondFactorKey!, $"{printed}");
    }

    private Task ResetAsync(string name, bool secondFactor) =>
        host.WithAccountsAsync(async a => await a.ResetAsync(TestHost.Tester, (await a.IdOfAsync(name, Ct))!, secondFactor, Ct));

    private async Task<DemoSignIn> AddAsync(string name, string role, bool second = false)
    {
        var added = await host.WithAccountsAsync(a => a.AddAsync(TestHost.Tester, name, name, [role], ["fernbrook"], Ct));
        return new DemoSignIn(name, added.Value.Password, second ? await host.GiveSecondFactorAsync(added.Value) : null);
    }
}
