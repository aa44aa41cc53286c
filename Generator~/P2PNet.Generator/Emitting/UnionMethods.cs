using P2PNet.Generator.Model;

namespace P2PNet.Generator.Emitting;

/// <summary>The methods that write and read a union: an array of the key and the value as its own type's formatter writes it.</summary>
internal static class UnionMethods
{
    public static void Append(CodeText code, FormatterModel model)
    {
        code.Line($"public static void Write(ref MessagePackWriter writer, in {model.TypeName} value)");
        code.Open();
        code.Line("global::System.Type type = value.GetType();");
        code.Line("writer.WriteArrayHeader(2);");
        string otherwise = string.Empty;
        foreach (UnionCaseModel item in model.Cases)
        {
            // The exact type: what derives from it would lose what it adds.
            code.Line($"{otherwise}if (type == typeof({item.TypeName}))");
            code.Open();
            code.Line($"writer.WriteInt32({item.Key});");
            code.Line($"{item.Formatter}.Write(ref writer, ({item.TypeName})value);");
            code.Close();
            otherwise = "else ";
        }

        code.Line("else");
        code.Open();
        code.Line($"throw MessagePackException.ForUnlistedCase(\"{model.DisplayName}\", type);");
        code.Close();
        code.Close();

        code.Line();
        code.Line($"public static {model.TypeName} Read(ref MessagePackReader reader)");
        code.Open();
        code.Line("int position = reader.Position;");
        code.Line("if (reader.ReadArrayHeader() != 2) throw new MessagePackException(position, \"an array of a union's key and value\", \"an array of another length\");");
        code.Line("reader.Enter();");
        code.Line("position = reader.Position;");
        code.Line("int key = reader.ReadInt32();");
        code.Line($"{model.TypeName} value;");
        code.Line("switch (key)");
        code.Open();
        foreach (UnionCaseModel item in model.Cases) code.Line($"case {item.Key}: value = {item.Formatter}.Read(ref reader); break;");
        code.Line($"default: throw MessagePackException.ForUnknownCase(position, \"{model.DisplayName}\", key);");
        code.Close();
        code.Line();
        code.Line("reader.Leave();");
        code.Line("return value;");
        code.Close();
    }
}
