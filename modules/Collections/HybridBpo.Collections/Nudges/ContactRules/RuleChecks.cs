using System.Collections.Frozen;
using HybridBpo.Collections.Nudges.ContactRules.Rules;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>Which code answers for which rule id. Null = the rule has nothing against it.</summary>
internal static class RuleChecks
{
    public static readonly FrozenDictionary<string, Func<Question, Finding?>> ById = new Dictionary<string, Func<Question, Finding?>>
    {
        ["SENDING-OFF"] = ClientRules.SendingOff,
        ["REGIME"] = ClientRules.RegimeKnown,
        ["ACCOUNT-STATE"] = ClientRules.AccountState,
        ["HOLD"] = ClientRules.Hold,
        ["FILE-AWAITED"] = ClientRules.FileAwaited,
        ["PROMISE"] = ClientRules.Promise,
        ["TIME"] = TimeRule.Check,
        ["CALL-7"] = CallRules.SevenInSeven,
        ["CALL-TALK"] = CallRules.AfterConversation,
        ["CALL-DATA"] = CallDataRule.Check,
        ["ADDRESS"] = AddressRules.Usable,
        ["EMAIL-BASIS"] = AddressRules.EmailBasis,
        ["TEXT-BASIS"] = AddressRules.TextBasis,
        ["PLACE"] = AddressRules.Place,
        ["OPTED-OUT"] = Protections.OptedOut,
        ["CEASE"] = Protections.Cease,
        ["ATTY"] = Protections.Represented,
        ["DISPUTE"] = Protections.Disputed,
        ["DECEASED"] = Protections.Deceased,
        ["BANKRUPT"] = Protections.Bankrupt,
        ["BREATHE"] = Protections.Breathing,
        ["OPTOUT-TEXT"] = Wording.OptOutText,
        ["MINI-M"] = Wording.MiniMiranda,
        ["VALID"] = ValidationRules.NoticeGiven,
        ["VALID-END"] = ValidationRules.NotOvershadowed,
        ["HOUSE-CAP"] = Caps.House,
        ["NYC-3"] = Caps.ThreeInSeven,
    }.ToFrozenDictionary();
}
