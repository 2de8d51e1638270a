using System.Text;
using System.Text.RegularExpressions;
using HybridBpo.Host.SignIn;

namespace HybridBpo.Host.Tests;

public sealed partial class SecondFactorTests(TestHost host) : IClassFixture<TestHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>RFC 6238, appendix B, the last six digits of the SHA-1 column.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Assert.Equal(code, Totp.Code(Encoding.ASCII.GetBytes("12345678901234567890"), Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Fact]
    public void Keys_survive_the_way_through_base32()
    {
        Assert.Equal("12345678901234567890", Encoding.ASCII.GetString(Totp.FromBase32("GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ")));
        Assert.Equal(20, Totp.FromBase32(Totp.NewKey()).Length);
    }

    [Fact]
    public async Task The_password_alone_does_not_let_a_supervisor_in()
    {
        var person = await host.AddAsync(["supervisor"]);
        var browser = host.Browse();
        Assert.Contains("/account/second-factor", (await browser.SignInAsync(person.Name, person.Password)).Location);
        Assert.Contains("/account/sign-in", (await browser.GetAsync("/account")).Location);
        Assert.Equal(422, (int)(await browser.SendCodeAsync("000000")).Status);
        Assert.Contains("/account/sign-in", (await browser.GetAsync("/account")).Location);
    }

    [Fact]
    public async Task A_code_works_once()
    {
        var person = await host.AddAsync(["supervisor"]);
        var code = Totp.CodeAt(host.KeyOf(person), TimeProvider.System.GetUtcNow());
        var first = host.Browse();
        await first.SignInAsync(person.Name, person.Password);
        Assert.Equal(303, (int)(await first.SendCodeAsync(code)).Status);
        var second = host.Browse();
        await second.SignInAsync(person.Name, person.Password);
        Assert.Equal(422, (int)(await second.SendCodeAsync(code)).Status);
    }

    [Fact]
    public async Task Wrong_codes_pause_the_sign_in_as_wrong_passwords_do()
    {
        var person = await host.AddAsync(["supervisor"]);
        var browser = host.Browse();
        await browser.SignInAsync(person.Name, person.Password);
        for (var i = 0; i < 4; i++) await browser.SendCodeAsync("000000");
        Assert.Equal(429, (int)(await browser.SendCodeAsync("000000")).Status);
    }

    [Fact]
    public async Task Wrong_codes_at_the_same_instant_are_counted_each_and_the_right_password_in_between_forgives_none()
    {
        var person = await host.AddAsync(["supervisor"]);
        for (var i = 0; i < 3; i++)
        {
            var again = host.Browse();
            await again.SignInAsync(person.Name, person.Password);
            Assert.Equal(422, (int)(await again.SendCodeAsync("000000")).Status);
        }
        var browser = host.Browse();
        await browser.SignInAsync(person.Name, person.Password);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => browser.SendCodeAsync("000000")));
        Assert.Equal(1, answers.Count(a => (int)a.Status == 422));
        Assert.Equal(11, answers.Count(a => (int)a.Status == 429));
        var right = await browser.SendCodeAsync(Totp.CodeAt(host.KeyOf(person), TimeProvider.System.GetUtcNow()));
        Assert.Equal(429, (int)right.Status);
    }

    [Fact]
    public async Task A_role_that_needs_one_can_do_nothing_before_it_is_set_up_and_each_recovery_code_works_once()
    {
        var person = await host.AddAsync(["supervisor", "analyst"], secondFactor: false);
        var browser = await host.SignInAsync(person);
        var copy = await host.SignInAsync(person);
        foreach (var path in new[] { "/", "/account", "/search?q=x", "/probe/models" })
            Assert.Equal("/account/second-factor/set-up", (await browser.GetAsync(path)).Location);
        var page = await browser.GetAsync("/account/second-factor/set-up");
        var key = KeyOnPage().Match(page.Body).Groups[1].Value;
        var wrong = await browser.PostAsync("/account/second-factor/set-up", [("code", "000000")], "/account/second-factor/set-up");
        Assert.Equal(422, (int)wrong.Status);
        var code = Totp.CodeAt(key, TimeProvider.System.GetUtcNow());
        var done = await browser.PostAsync("/account/second-factor/set-up", [("code", code)], "/account/second-factor/set-up");
        var recovery = RecoveryCode().Matches(done.Body).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(10, recovery.Count);
        Assert.Equal(200, (int)(await browser.GetAsync("/probe/models")).Status);
        Assert.StartsWith("/account/sign-in", (await copy.GetAsync("/probe/models")).Location);
        Assert.DoesNotMatch("/account/sessions/[0-9a-f-]{36}/end", (await browser.GetAsync("/account")).Body);

        foreach (var (given, expected) in new[] { (recovery[0], 303), (recovery[0], 422), (recovery[1], 303) })
        {
            var other = host.Browse();
            await other.SignInAsync(person.Name, person.Password);
            Assert.Equal(expected, (int)(await other.SendCodeAsync(given, recovery: true)).Status);
        }
    }

    [Fact]
    public async Task Neither_the_key_nor_recovery_codes_lie_in_the_database_in_the_clear()
    {
        var person = await host.AddAsync(["supervisor"]);
        await using var command = host.Database.DataSource.CreateCommand("select authenticator_key from identity.users where id = $1");
        command.Parameters.AddWithValue(person.Id);
        Assert.DoesNotContain(host.KeyOf(person), (string)(await command.ExecuteScalarAsync(Ct))!);
    }

    [GeneratedRegex("secret=([A-Z2-7]+)")]
    private static partial Regex KeyOnPage();

    [GeneratedRegex("<li>([A-Z0-9-]+)</li>")]
    private static partial Regex RecoveryCode();
}
