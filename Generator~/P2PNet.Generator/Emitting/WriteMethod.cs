using P2PNet.Generator.Model;

namespace P2PNet.Generator.Emitting;

/// <summary>The method of a formatter that writes a value.</summary>
internal static class WriteMethod
{
    public static void Append(CodeText code, FormatterModel model, FormatterMethods methods)
    {
        code.Line($"public static void Write(ref MessagePackWriter writer, in {model.TypeName} value)");
        code.Open();
        if (model.IsMap) AppendMap(code, model, methods);
        else AppendArray(code, model, methods);
        code.Close();
    }

    private static void AppendArray(CodeText code, FormatterModel model, FormatterMethods methods)
    {
        int next = 0;
        code.Line($"writer.WriteArrayHeader({(model.Members.Count == 0 ? 0 : model.Members[model.Members.Count - 1].Key + 1)});");
        foreach (MemberModel member in model.Members)
        {
            for (; next < member.Key; next++) code.Line($"writer.WriteNil(); // {next}");
            AppendMember(code, model, member, methods);
            next++;
        }
    }

    private static void AppendMap(CodeText code, FormatterModel model, FormatterMethods methods)
    {
        code.Line($"writer.WriteMapHeader({model.Members.Count});");
        foreach (MemberModel member in model.Members)
        {
            code.Line($"writer.WriteUtf8({MapNames.NameOf(member)});");
            AppendMember(code, model, member, methods);
        }
    }

    private static void AppendMember(CodeText code, FormatterModel model, MemberModel member, FormatterMethods methods) =>
        member.Shape.AppendWrite(code, $"value.{SourceFile.EscapeKeyword(member.Name)}", MemberPlace.Of(model, member, methods));
}
