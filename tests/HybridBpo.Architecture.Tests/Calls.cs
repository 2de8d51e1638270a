using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace HybridBpo.Architecture.Tests;

/// Which methods call what, read from the compiled code.
internal sealed record Call(string Caller, string Callee)
{
    public static IReadOnlyList<Call> In(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var meta = file.GetMetadataReader();
        var calls = new List<Call>();
        foreach (var type in meta.TypeDefinitions.Select(meta.GetTypeDefinition))
        {
            var typeName = FullName(meta, type);
            foreach (var method in type.GetMethods().Select(meta.GetMethodDefinition).Where(m => m.RelativeVirtualAddress != 0))
            {
                var caller = $"{typeName}.{meta.GetString(method.Name)}";
                var code = file.GetMethodBody(method.RelativeVirtualAddress).GetILReader();
                var callees = Tokens(code).Select(token => Target(meta, token)).Where(name => name.Length > 0);
                calls.AddRange(callees.Select(name => new Call(caller, name)));
            }
        }

        return calls;
    }

    /// Operands of call, callvirt, newobj and ldftn. Other operands are skipped by their length.
    private static IEnumerable<EntityHandle> Tokens(BlobReader code)
    {
        var tokens = new List<EntityHandle>();
        while (code.RemainingBytes > 0)
        {
            int op = code.ReadByte();
            if (op == 0xFE)
            {
                op = 0xFE00 | code.ReadByte();
            }

            if (op is 0x28 or 0x6F or 0x73 or 0xFE06 or 0xFE07)
            {
                tokens.Add(MetadataTokens.EntityHandle(code.ReadInt32()));
            }
            else if (op == 0x45)
            {
                var targets = code.ReadInt32();
                code.Offset += 4 * targets;
            }
            else
            {
                code.Offset += OperandSize(op);
            }
        }

        return tokens;
    }

    internal static int OperandSize(int op) => op switch
    {
        (>= 0x0E and <= 0x13) or 0x1F or (>= 0x2B and <= 0x37) or 0xDE or 0xFE12 or 0xFE19 => 1,
        (>= 0xFE09 and <= 0xFE0E) => 2,
        0x20 or 0x22 or 0x27 or 0x29 or (>= 0x38 and <= 0x44) or (>= 0x70 and <= 0x75) or 0x79 or (>= 0x7B and <= 0x81)
            or 0x8C or 0x8D or 0x8F or (>= 0xA3 and <= 0xA5) or 0xC2 or 0xC6 or 0xD0 or 0xDD or 0xFE15 or 0xFE16 or 0xFE1C => 4,
        0x21 or 0x23 => 8,
        _ => 0,
    };

    private static string Target(MetadataReader meta, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.MemberReference => Member(meta, meta.GetMemberReference((MemberReferenceHandle)handle)),
        HandleKind.MethodDefinition => Method(meta, meta.GetMethodDefinition((MethodDefinitionHandle)handle)),
        HandleKind.MethodSpecification => Target(meta, meta.GetMethodSpecification((MethodSpecificationHandle)handle).Method),
        _ => "",
    };

    private static string Method(MetadataReader meta, MethodDefinition method) =>
        $"{FullName(meta, meta.GetTypeDefinition(method.GetDeclaringType()))}.{meta.GetString(method.Name)}";

    private static string Member(MetadataReader meta, MemberReference member)
    {
        if (member.Parent.Kind != HandleKind.TypeReference)
        {
            return "";
        }

        var type = meta.GetTypeReference((TypeReferenceHandle)member.Parent);
        return $"{meta.GetString(type.Namespace)}.{meta.GetString(type.Name)}.{meta.GetString(member.Name)}";
    }

    private static string FullName(MetadataReader meta, TypeDefinition type) => type.GetDeclaringType().IsNil
        ? $"{meta.GetString(type.Namespace)}.{meta.GetString(type.Name)}"
        : $"{FullName(meta, meta.GetTypeDefinition(type.GetDeclaringType()))}+{meta.GetString(type.Name)}";
}
