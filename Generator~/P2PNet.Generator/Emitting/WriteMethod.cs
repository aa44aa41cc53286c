using P2PNet.Generator.Model;

namespace P2PNet.Generator.Emitting;

/// <summary>The method of a formatter that writes a value.</summary>
internal static class WriteMethod
{
    public static void Append(CodeText code, FormatterModel model, FormatterMethods methods)
    {
        code.Line($"public static void Write(ref MessagePackWriter writer, in {model.TypeName} value)");
        code.Open();
        int next = 0;
        code.Line($"writer.WriteArrayHeader({(model.Members.Count == 0 ? 0 : model.Members[model.Members.Count - 1].Key + 1)});");
        foreach (MemberModel member in model.Members)
        {
            for (; next < member.Key; next++) code.Line($"writer.WriteNil(); // {next}");
            member.Shape.AppendWrite(code, $"value.{SourceFile.EscapeKeyword(member.Name)}", MemberPlace.Of(model, member, methods));
            next++;
        }

        code.Close();
    }
}
