using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Hro.Tests.Applications;

public sealed class CandidateCodeTests
{
    [Fact]
    public void A_code_is_two_short_halves() =>
        Assert.Matches("^[0-9A-F]{2}-[0-9A-F]{2}$", CandidateCode.For(Given.Application, new HashSet<string>()));

    [Fact]
    public void A_code_that_is_taken_is_never_given_twice()
    {
        Prop.ForAll<int>(seed =>
        {
            var taken = new HashSet<string>();
            for (var i = 0; i < 300; i++)
            {
                if (!taken.Add(CandidateCode.For(Ids.For("c", "a", $"{seed} {i}"), taken)))
                    return false;
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_same_application_gets_the_same_code() =>
        Assert.Equal(CandidateCode.For(Given.Application, new HashSet<string>()), CandidateCode.For(Given.Application, new HashSet<string>()));
}
