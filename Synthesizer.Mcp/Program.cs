using Platform.ServiceDefaults;
using Synthesizer.Mcp;
using Synthesizer.Mcp.Operations;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("synthesizer", Defaults.Configure);
builder.Services.AddOperations();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.Run();
