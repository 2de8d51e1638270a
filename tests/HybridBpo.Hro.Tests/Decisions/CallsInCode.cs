using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace HybridBpo.Hro.Tests.Decisions;

/// <summary>Reads an assembly's code and tells which types call a method or constructor of a type.</summary>
internal static class CallsInCode
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    /// <returns>Names of the outermost types with code that touches a member of <paramref name="target"/>, itself left out.</returns>
    public static IReadOnlySet<string> CallersOf(Type target)
    {
        using var file = new PEReader(File.OpenRead(target.Assembly.Location));
        var metadata = file.GetMetadataReader();
        var members = metadata.GetTypeDefinition((TypeDefinitionHandle)MetadataTokens.Handle(target.MetadataToken)).GetMethods()
            .Select(m => MetadataTokens.GetToken(m)).ToHashSet();
        var callers = new HashSet<string>();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0)
                continue;
            var code = file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes() ?? [];
            if (Tokens(code).Any(members.Contains))
                callers.Add(Outermost(metadata, method.GetDeclaringType()));
        }

        callers.Remove(target.Name);
        return callers;
    }

    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            short value = code[at++];
            if (value == 0xFE)
                value = unchecked((short)(0xFE00 | code[at++]));
            var op = OpCodesByValue[value];
            if (op.OperandType is OperandType.InlineMethod or OperandType.InlineTok)
                yield return BitConverter.ToInt32(code, at);
            at += op.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + 4 * BitConverter.ToInt32(code, at),
                _ => 4,
            };
        }
    }

    private static string Outermost(MetadataReader metadata, TypeDefinitionHandle type)
    {
        while (metadata.GetTypeDefinition(type).GetDeclaringType() is { IsNil: false } outer)
            type = outer;
        return metadata.GetString(metadata.GetTypeDefinition(type).Name);
    }
}
